// The map by WebGL: the ground, the haze of density, and each song as a point.
import { CORNER_LABS } from "$/public/external/emomusic/player/palette.js";
import { FILL } from "./camera.js";
import { SIDE } from "./density.js";
import { GROUND } from "./looks.js";

// The palette's blend (player/palette.js) for the graphics processor.
const PALETTE = `
precision highp float;
uniform vec3 happy, angry, sad, calm;
vec3 palette(vec2 p) {
  vec3 lab = mix(mix(sad, calm, p.x), mix(angry, happy, p.x), p.y);
  float l = lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z;
  float m = lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z;
  float s = lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z;
  l = l * l * l; m = m * m * m; s = s * s * s;
  vec3 rgb = clamp(vec3(
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 0.0, 1.0);
  return mix(12.92 * rgb, 1.055 * pow(rgb, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, rgb));
}`;

const PLANE_VERTEX = `
attribute vec2 corner;
uniform vec2 centre;
uniform float scale;
varying vec2 place;
void main() {
  place = corner;
  gl_Position = vec4((corner - centre) * scale * 2.0, 0.0, 1.0);
}`;

const PLANE_FRAGMENT = `${PALETTE}
uniform sampler2D density;
uniform float haze, ground, dim;
varying vec2 place;
void main() {
  vec2 p = clamp(place, 0.0, 1.0);
  vec3 colour = palette(p);
  vec2 away = abs(place - 0.5) - 0.5;
  float outside = length(max(away, 0.0));
  float light = ground * (1.0 - smoothstep(0.0, 0.16, outside));
  vec3 lit = colour * light;
  vec2 within = step(vec2(0.0), place) * step(place, vec2(1.0));
  float songs = texture2D(density, p).r * within.x * within.y;
  float thick = songs * songs;
  lit += haze * dim * (colour * thick * 0.95 + vec3(1.0) * pow(songs, 8.0) * 0.14);
  gl_FragColor = vec4(lit, 1.0);
}`;

const POINT_VERTEX = `${PALETTE}
attribute float valence, arousal, look;
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
  vec3 colour = mix(palette(p), vec3(1.0), 0.12);
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

function setPalette(gl, { uniforms }) {
  for (const [mood, lab] of Object.entries(CORNER_LABS)) gl.uniform3fv(uniforms[mood], lab);
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
  const [valence, arousal, looks] = [buffer(), buffer(), buffer()];
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
    [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
  ])
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  for (const one of [plane, dots]) {
    gl.useProgram(one.made);
    setPalette(gl, one);
  }
  const away = (event) => {
    event.preventDefault();
    lost();
  };
  canvas.addEventListener("webglcontextlost", away);
  let count = 0;

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
      count = points.count;
      fill(valence, points.rawValence);
      fill(arousal, points.rawArousal);
    },
    setLooks: (each) => fill(looks, each),
    setDensity(cells) {
      gl.bindTexture(gl.TEXTURE_2D, texture);
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
      if (!count) return;
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
      feed(dots, "look", looks, 1, gl.UNSIGNED_BYTE, false);
      gl.drawArrays(gl.POINTS, 0, chosen ? count : look.stars);
    },
    end() {
      canvas.removeEventListener("webglcontextlost", away);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}
