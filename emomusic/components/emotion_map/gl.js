// The map by WebGL: the ground, the haze of density, and each song as a point.
import { rgbOf } from "$/public/external/emomusic/player/palette.js";
import { FILL, seenBy } from "./camera.js";
import { cellsOf, runsOf, sorted } from "./cells.js";
import { SIDE } from "./density.js";
import { GROUND } from "./looks.js";

const PLANE_VERTEX = `
attribute vec2 corner;
uniform vec2 centre;
uniform float scale;
varying vec2 place;
void main() {
  place = corner;
  gl_Position = vec4((corner - centre) * scale * 2.0, 0.0, 1.0);
}`;

const PLANE_FRAGMENT = `
precision mediump float;
uniform sampler2D palette, density;
uniform float haze, ground, dim;
varying vec2 place;
void main() {
  vec3 colour = texture2D(palette, place).rgb;
  vec2 away = abs(place - 0.5) - 0.5;
  float outside = length(max(away, 0.0));
  float light = ground * (1.0 - smoothstep(0.0, 0.16, outside));
  vec3 lit = colour * light;
  vec2 within = step(vec2(0.0), place) * step(place, vec2(1.0));
  float songs = texture2D(density, place).r * within.x * within.y;
  float thick = songs * songs;
  float core = thick * thick;
  lit += haze * dim * (colour * thick * 0.95 + vec3(core * core * 0.14));
  gl_FragColor = vec4(lit, 1.0);
}`;

const POINT_VERTEX = `
attribute float valence, arousal, look;
attribute vec4 hue;
uniform vec2 centre;
uniform float scale, radius, glow, chosen, halo;
varying vec4 tint;
varying float edge, ring, spread, light;
void main() {
  vec2 p = vec2(valence, arousal);
  gl_Position = vec4((p - centre) * scale * 2.0, 0.0, 1.0);
  float shown = step(0.5, mod(look, 2.0));
  float held = step(0.5, mod(floor(look / 2.0), 2.0));
  ring = step(0.5, mod(floor(look / 4.0), 2.0)) * step(3.0, radius);
  float strong = mix(1.0, mix(0.28, 1.0, held), chosen);
  float size = radius * mix(0.6, 1.0, shown) * (1.0 + 0.25 * held * chosen + 0.35 * ring);
  light = halo * shown * strong;
  spread = 1.0 + 2.4 * light;
  gl_PointSize = max(1.5, (size * 2.0 + 1.0) * spread);
  edge = 1.0 / max(1.0, size);
  vec3 colour = mix(hue.rgb, vec3(1.0), 0.12);
  tint = vec4(mix(vec3(0.32), colour, shown), glow * strong * mix(0.16, 1.0, shown));
}`;

const POINT_FRAGMENT = `
precision highp float;
varying vec4 tint;
varying float edge, ring, spread, light;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  float away = far * spread;
  float solid = 1.0 - smoothstep(1.0 - edge * 1.4, 1.0, away);
  float rim = ring * smoothstep(0.56, 0.66, away);
  float gap = ring * smoothstep(0.42, 0.5, away) * (1.0 - smoothstep(0.56, 0.66, away));
  vec3 colour = mix(tint.rgb, vec3(1.0), rim);
  float core = solid * tint.a * (1.0 - 0.85 * gap);
  float haze = 0.3 * light * pow(max(0.0, 1.0 - far), 2.2);
  // The halo adds light and covers nothing, so that neighbours shine together.
  gl_FragColor = vec4(colour * core + tint.rgb * haze * (1.0 - core), core);
}`;

/** Bits of the look of a point. */
export const SHOWN = 1;
export const HELD = 2;
export const LIKED = 4;

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  const uniforms = {};
  for (let i = 0; i < gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS); i++) {
    const { name } = gl.getActiveUniform(made, i);
    uniforms[name] = gl.getUniformLocation(made, name);
  }
  return { made, uniforms, attribute: (name) => gl.getAttribLocation(made, name) };
}

const SHADES = 64;

/** The palette as a small picture, four bytes a place, the lowest arousal first. */
function paletteBytes() {
  const bytes = new Uint8Array(4 * SHADES * SHADES);
  for (let y = 0; y < SHADES; y++)
    for (let x = 0; x < SHADES; x++)
      bytes.set([...rgbOf((x + 0.5) / SHADES, (y + 0.5) / SHADES), 255], 4 * (y * SHADES + x));
  return bytes;
}

/** The colour of each song, a word of four bytes. */
function huesOf({ valence, arousal, count }, palette) {
  const shades = new Uint32Array(palette.buffer);
  const hues = new Uint32Array(count);
  const step = (x) => Math.min(SHADES - 1, Math.floor(x * SHADES));
  for (let i = 0; i < count; i++) hues[i] = shades[step(arousal[i]) * SHADES + step(valence[i])];
  return hues;
}

const BLEED = 0.5;
const CORNERS = [-BLEED, -BLEED, 1 + BLEED, -BLEED, -BLEED, 1 + BLEED, 1 + BLEED, 1 + BLEED];

/**
 * A painter on a canvas, or null where there is no WebGL.
 * @param lost is called when the graphics processor is taken away
 */
export function glPainter(canvas, lost) {
  const gl = canvas.getContext("webgl", { alpha: false, antialias: false, powerPreference: "high-performance" });
  return gl && makePainter(gl, canvas, lost);
}

function makePainter(gl, canvas, lost) {
  const plane = program(gl, PLANE_VERTEX, PLANE_FRAGMENT);
  const dots = program(gl, POINT_VERTEX, POINT_FRAGMENT);
  const buffer = (data) => {
    const made = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, made);
    if (data) gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    return made;
  };
  const corners = buffer(new Float32Array(CORNERS));
  const [valence, arousal, hues, looks] = [buffer(), buffer(), buffer(), buffer()];
  const makeTexture = (unit) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  };
  const palette = paletteBytes();
  makeTexture(0);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, SHADES, SHADES, 0, gl.RGBA, gl.UNSIGNED_BYTE, palette);
  makeTexture(1); // the density; it stays the active one
  gl.useProgram(plane.made);
  gl.uniform1i(plane.uniforms.palette, 0);
  gl.uniform1i(plane.uniforms.density, 1);
  const away = (event) => {
    event.preventDefault();
    lost();
  };
  canvas.addEventListener("webglcontextlost", away);
  let cells = null;

  const fill = (target, data) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, target);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
  };
  const feed = (one, name, from, size, kind, normalised) => {
    const at = one.attribute(name);
    gl.bindBuffer(gl.ARRAY_BUFFER, from);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, kind, normalised, 0, 0);
  };

  return {
    kind: "webgl",
    setPoints(points) {
      cells = cellsOf(points);
      fill(valence, sorted(points.rawValence, cells.order));
      fill(arousal, sorted(points.rawArousal, cells.order));
      fill(hues, sorted(huesOf(points, palette), cells.order));
    },
    setLooks: (each) => fill(looks, sorted(each, cells.order)),
    setDensity(cells) {
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.LUMINANCE, SIDE, SIDE, 0, gl.LUMINANCE, gl.UNSIGNED_BYTE, cells);
    },
    draw(camera, look, chosen) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      const scale = camera.zoom * FILL;
      gl.disable(gl.BLEND);
      gl.useProgram(plane.made);
      gl.uniform2f(plane.uniforms.centre, camera.v, camera.a);
      gl.uniform1f(plane.uniforms.scale, scale);
      gl.uniform1f(plane.uniforms.haze, look.haze);
      gl.uniform1f(plane.uniforms.ground, GROUND);
      gl.uniform1f(plane.uniforms.dim, chosen ? 0.45 : 1);
      feed(plane, "corner", corners, 2, gl.FLOAT, false);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      if (!cells?.order.length) return;
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.useProgram(dots.made);
      gl.uniform2f(dots.uniforms.centre, camera.v, camera.a);
      gl.uniform1f(dots.uniforms.scale, scale);
      gl.uniform1f(dots.uniforms.radius, look.radius_px);
      gl.uniform1f(dots.uniforms.glow, look.glow);
      gl.uniform1f(dots.uniforms.halo, look.halo);
      gl.uniform1f(dots.uniforms.chosen, chosen ? 1 : 0);
      feed(dots, "valence", valence, 1, gl.UNSIGNED_SHORT, true);
      feed(dots, "arousal", arousal, 1, gl.UNSIGNED_SHORT, true);
      feed(dots, "hue", hues, 4, gl.UNSIGNED_BYTE, true);
      feed(dots, "look", looks, 1, gl.UNSIGNED_BYTE, false);
      for (const [first, number] of runsOf(cells, seenBy(camera), look.share)) gl.drawArrays(gl.POINTS, first, number);
    },
    end() {
      canvas.removeEventListener("webglcontextlost", away);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}
