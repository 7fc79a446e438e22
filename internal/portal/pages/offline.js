// One file, twice: on the page it seals and keeps; as a worker it answers without a net and sends.
"use strict";
const utf8 = (s) => new TextEncoder().encode(s);
const join = (...parts) => new Uint8Array(parts.flatMap((p) => [...p]));
const to64 = (b) => btoa(Array.from(b, (c) => String.fromCharCode(c)).join(""));
const large64 = (b) => new Promise((ok, no) => { const r = new FileReader(); r.onload = () => ok(r.result.slice(r.result.indexOf(",") + 1)); r.onerror = () => no(r.error); r.readAsDataURL(new Blob([b])); });
const from64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const random = () => to64(crypto.getRandomValues(new Uint8Array(24))).replaceAll("+", "-").replaceAll("/", "_");

// HPKE, RFC 9180: base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
const curve = { name: "ECDH", namedCurve: "P-256" };
const kem = join(utf8("KEM"), [0, 16]);
const suite = join(utf8("HPKE"), [0, 16, 0, 1, 0, 1]);
async function hmac(key, data) {
  const k = await crypto.subtle.importKey("raw", key.length ? key : new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", k, data));
}
const extract = (id, salt, label, ikm) => hmac(salt, join(utf8("HPKE-v1"), id, utf8(label), ikm));
const expand = async (id, prk, label, info, n) => (await hmac(prk, join([n >> 8, n & 255], utf8("HPKE-v1"), id, utf8(label), info, [1]))).slice(0, n);

// seal closes bytes to a public key; a key pair is handed in by tests alone.
async function seal(publicKey, info, plain, pair) {
  const there = await crypto.subtle.importKey("raw", publicKey, curve, false, []);
  const here = pair || await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", here.publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: there }, here.privateKey, 256));
  const shared = await expand(kem, await extract(kem, [], "eae_prk", dh), "shared_secret", join(enc, publicKey), 32);
  const context = join([0], await extract(suite, [], "psk_id_hash", []), await extract(suite, [], "info_hash", info));
  const secret = await extract(suite, shared, "secret", []);
  const key = await crypto.subtle.importKey("raw", await expand(suite, secret, "key", context, 16), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(suite, secret, "base_nonce", context, 12);
  return { enc, sealed: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)) };
}

// The store: "q" holds what waits, sealed; "k" what is needed to seal.
const asked = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); });
async function store(name, mode, f) {
  const open = indexedDB.open("d", 1);
  open.onupgradeneeded = () => { open.result.createObjectStore("q", { keyPath: "i" }); open.result.createObjectStore("k"); };
  const db = await asked(open);
  try { return await asked(f(db.transaction(name, mode).objectStore(name))); } finally { db.close(); }
}
const kit = () => store("k", "readonly", (s) => s.get("k"));
const waiting = () => store("q", "readonly", (s) => s.getAll());
const count = () => store("q", "readonly", (s) => s.count());
const drop = (i) => store("q", "readwrite", (s) => s.delete(i));

// layBy seals a report, and a photo behind it, and lays it by. Lengths are rounded up: they say little.
async function layBy(k, said, photo, step) {
  const head = utf8(JSON.stringify({ s: k.s, at: new Date().toISOString(), lang: document.documentElement.lang, p: photo.length, ...said }));
  const plain = new Uint8Array(Math.ceil((head.length + photo.length) / step) * step).fill(32);
  plain.set(head);
  plain.set(photo, plain.length - photo.length);
  const { enc, sealed } = await seal(from64(k.p), utf8("report/1"), plain);
  const c = await large64(sealed);
  await store("q", "readwrite", (s) => s.put({ i: random(), t: Date.now(), k: k.k, e: to64(enc), c }));
}

// flush sends what waits, one at a time and words first. Whatever was not answered is sent again, and counts once.
const flush = () => navigator.locks ? navigator.locks.request("q", send) : send();
async function send() {
  const k = await kit();
  for (const { i, t, ...sealed } of (await waiting()).sort((a, b) => a.c.length - b.c.length)) {
    if (!k || Date.now() - t > k.h || t > Date.now() + k.h) { await drop(i); continue; }
    try {
      const r = await fetch("/o", { method: "POST", body: JSON.stringify(sealed), credentials: "omit", cache: "no-store" });
      if (r.status === 204) await drop(i);
    } catch { /* no net yet */ }
  }
  return count();
}

async function wipe() {
  indexedDB.deleteDatabase("d");
  for (const c of await caches.keys()) await caches.delete(c);
  for (const w of await navigator.serviceWorker?.getRegistrations() || []) await w.unregister();
}

function work() {
  addEventListener("install", (e) => e.waitUntil(skipWaiting()));
  addEventListener("activate", (e) => e.waitUntil(clients.claim()));
  addEventListener("message", (e) => e.waitUntil(flush()));
  addEventListener("sync", (e) => e.waitUntil(flush()));
  addEventListener("fetch", (e) => {
    if (e.request.method !== "GET") return;
    const page = e.request.mode === "navigate";
    e.respondWith(fetch(e.request).catch(async () => await caches.match(page ? "/o" : e.request) || Response.error()));
    if (page) e.waitUntil(flush());
  });
}

async function start() {
  const at = (id) => document.getElementById(id);
  let waited = false;
  const show = async () => {
    const k = await kit(), n = await count(), on = !!k && Date.parse(k.u) > Date.now();
    at("off").hidden = on;
    at("q").hidden = at("is").hidden = !on;
    at("gone").hidden = n > 0 || !waited;
    waited = waited || n > 0;
    at("wait").hidden = n === 0;
    at("n").textContent = n;
  };
  // cannot says that this browser keeps nothing: one without workers, or that forbids storage.
  const cannot = () => { at("off").hidden = at("q").hidden = at("is").hidden = true; at("cannot").hidden = false; };
  // The secret comes last: where anything before it fails, nothing of it is on the phone.
  const turnOn = async () => {
    if (!(await fetch("/o")).ok) return location.reload(); // the pages were closed meanwhile
    const policy = self.trustedTypes ? trustedTypes.createPolicy("o", { createScriptURL: (s) => s }) : { createScriptURL: (s) => s };
    await navigator.serviceWorker.register(policy.createScriptURL("/o.js"));
    const c = await caches.open("v1");
    await c.addAll(["/o", "/o.js"]);
    const r = await fetch("/o/on", { method: "POST" });
    if (!r.ok) return location.reload();
    const k = await r.json();
    await store("k", "readwrite", (s) => s.put(k, "k"));
    await show();
  };
  at("on").addEventListener("click", () => turnOn().catch(cannot));
  const keep = async (e) => {
    const f = new FormData(at("q")), k = await kit(), o = random(), kind = e.submitter.value, photo = f.get("photo");
    await layBy(k, { o, kind, what: f.get("what"), where: f.get("where") }, [], 1024);
    at("no").hidden = true;
    if (photo.size) {
      try {
        if (photo.size > (k.m || 0)) throw 0;
        await layBy(k, { o: o + "/photo", kind }, new Uint8Array(await photo.arrayBuffer()), 65536);
      } catch { at("no").hidden = false; } // too large, or the browser gives no more room
    }
    at("q").reset();
    await show();
    navigator.serviceWorker.ready.then((w) => w.sync?.register("s")).catch(() => {});
    await flush();
    await show();
  };
  at("q").addEventListener("submit", (e) => { e.preventDefault(); keep(e).catch(() => { at("cannot").hidden = false; }); });
  addEventListener("online", () => flush().then(show));
  at("leave").addEventListener("submit", () => { wipe(); }, { capture: true });
  if (!navigator.serviceWorker || !self.caches || !crypto.subtle) return cannot();
  await count().then((n) => { waited = n > 0; }).then(flush).then(show).catch(cannot);
}
if (self.document) start(); else work();
