// Rules as rows, and groups of them; every part is a plain form field, so keys and readers just work.
import { useEffect, useRef } from "react";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { fieldOf, groupOf, ruleAbout, testOf } from "./tree.js";
import { Share, Value } from "./values.jsx";

const DEEPEST = 5;

/** Focus what was just put in, when it is there. */
function useFocusOnce(wanted, done) {
  const ref = useRef(null);
  useEffect(() => {
    if (!wanted) return;
    ref.current?.focus();
    done();
  }, [wanted, done]);
  return ref;
}

function FieldChoice({ form, value, label, onChange, fieldRef }) {
  const sections = [...new Set(form.fields.map((field) => field.section))];
  return (
    <select ref={fieldRef} className="rule-select rule-field" aria-label={`${label}: what`} value={value} onChange={(event) => onChange(event.target.value)}>
      {sections.map((section) => (
        <optgroup key={section} label={section}>
          {form.fields.filter((field) => field.section === section).map((field) => (
            <option key={field.name} value={field.name}>{field.label}</option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function Row({ rule, place, tools }) {
  const { form, genres, fresh, settled, change, remove } = tools;
  const field = fieldOf(form, rule.field);
  const test = testOf(form, rule);
  const label = `Rule ${place}`;
  const ref = useFocusOnce(fresh === rule.key, settled);
  return (
    <div className="rule-row" role="group" aria-label={label} data-rule={place}>
      <FieldChoice form={form} value={rule.field} label={label} fieldRef={ref}
        onChange={(name) => change(rule.key, ruleAbout(form, name, undefined, rule))} />
      <select className="rule-select rule-test" aria-label={`${label}: how`} value={rule.is}
        onChange={(event) => change(rule.key, ruleAbout(form, rule.field, event.target.value, rule))}>
        {field.tests.map((one) => <option key={one.name} value={one.name}>{one.words}</option>)}
      </select>
      <span className="rule-value">
        <Value field={field} shape={test.shape} label={`${label}: ${field.label}`} value={rule.value} genres={genres}
          onChange={(value) => change(rule.key, { ...rule, value })} />
        {test.has_share && <Share value={rule.share} onChange={(share) => change(rule.key, { ...rule, share })} />}
      </span>
      <button type="button" className="rule-remove" aria-label={`Remove rule ${place}`} title="Remove" onClick={() => remove(rule.key)}>
        <Icons.Close size={18} />
      </button>
    </div>
  );
}

function Adders({ group, depth, where, tools }) {
  const { form, add } = tools;
  const first = () => ruleAbout(form, form.fields[0].name);
  return (
    <div className="rule-adders">
      <button type="button" className="chip" data-add={group.key} onClick={() => add(group.key, first())}>
        Add a rule<span className="visually-hidden"> {where}</span>
      </button>
      {depth < DEEPEST && (
        <button type="button" className="chip quiet" onClick={() => add(group.key, groupOf(first()))}>
          Add a group<span className="visually-hidden"> {where}</span>
        </button>
      )}
    </div>
  );
}

/** A group of rules; the outermost has no frame. */
export function Group({ group, place = "", depth = 1, tools }) {
  const { form, change, remove } = tools;
  const name = place ? `Group ${place}` : "All rules";
  return (
    <div className={place ? "rule-group" : "rule-group outermost"} role="group" aria-label={name}>
      <div className="rule-head">
        <label className="rule-match">
          <span className="rule-word">{place ? "And where" : "Songs where"}</span>
          <select className="rule-select" aria-label={`${name}: how many must hold`} value={group.match}
            onChange={(event) => change(group.key, { ...group, match: event.target.value })}>
            {form.matches.map(([match, words]) => <option key={match} value={match}>{words}</option>)}
          </select>
        </label>
        {place && (
          <button type="button" className="rule-remove" aria-label={`Remove group ${place}`} title="Remove the group" onClick={() => remove(group.key)}>
            <Icons.Close size={18} />
          </button>
        )}
      </div>
      {group.rules.map((part, index) => {
        const at = place ? `${place}.${index + 1}` : String(index + 1);
        return part.rules
          ? <Group key={part.key} group={part} place={at} depth={depth + 1} tools={tools} />
          : <Row key={part.key} rule={part} place={at} tools={tools} />;
      })}
      {!place && group.rules.length === 0 && <p className="rule-hint">No rule yet: every song is in it.</p>}
      <Adders group={group} depth={depth} where={place ? `to group ${place}` : "to the playlist"} tools={tools} />
    </div>
  );
}
