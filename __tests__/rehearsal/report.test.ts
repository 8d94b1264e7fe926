import { Exploration, renderJson, renderMermaid, renderText, TextReport } from "../../lib/rehearsal";

const APPLICATION = "cloudflare_zero_trust_access_application";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

const moment: Exploration["moments"][number] = {
  kind: "published host",
  target: "https://b.example.com/",
  origin: "http://10.0.0.1:80 through tunnel edge",
  locks: "open",
  to: "anyone",
  transition: "old -> new",
  fault: `fail-before update ${CONFIGURATION} config of edge, hold it in retry 1`,
  calls: [
    { run: "apply", call: "delete cloudflare_dns_record b.example.com", outcome: "done" },
    { run: "apply", call: `update ${CONFIGURATION} config of edge`, outcome: "failed before" },
    { run: "retry 1", call: `delete ${APPLICATION} b.example.com`, outcome: "done" },
    { run: "retry 1", call: `update ${CONFIGURATION} config of edge`, outcome: "held" },
  ],
};
const clean: Exploration = {
  seed: 3,
  transitions: [{ name: "old -> new", calls: moment.calls.slice(0, 1) }],
  points: { done: 9, planned: 12 },
  moments: [],
  stuck: [],
  timing: { seconds: 4.26, applies: 20 },
};
const found: Exploration = {
  ...clean,
  points: { done: 12, planned: 12 },
  moments: [
    moment,
    { ...moment, fault: "another" },
    { ...moment, locks: "one lock", target: "https://c.example.com/" },
  ],
  stuck: ["kill-after", "fail-after"].map((verdict) => ({
    transition: "old -> new",
    fault: `${verdict} create ${APPLICATION} a.example.com, hold it in retry 1`,
    reason: "409: application_already_exists (11010)",
    calls: [],
    wayOut: `terraform import ${APPLICATION}.a, apply`,
  })),
};

test("tells of a clean exploration, step by step, and that there was no time for more", () => {
  expect(renderText(clean)).toMatchInlineSnapshot(`
   "old -> new: 1 change
     1 delete dns_record b.example.com

   9 of 12 points (there was time for no more), 20 applies in 4 s, seed 3
   no open moment
   "
  `);
});

test("tells of each exposure once, by the first way to it, and of what is stuck with its way out", () => {
  expect(renderText(found)).toMatchInlineSnapshot(`
   "old -> new: 1 change
     1 delete dns_record b.example.com

   OPEN https://b.example.com/: anyone reaches http://10.0.0.1:80 through tunnel edge
     old -> new: fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
     1 apply: delete dns_record b.example.com
     2 apply: update tunnel_cloudflared_config config of edge: failed before
     3 retry 1: delete access_application b.example.com
     4 retry 1: update tunnel_cloudflared_config config of edge: held

   ONE LOCK https://c.example.com/: anyone reaches http://10.0.0.1:80 through tunnel edge but for one lock
     old -> new: fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
     1 apply: delete dns_record b.example.com
     2 apply: update tunnel_cloudflared_config config of edge: failed before
     3 retry 1: delete access_application b.example.com
     4 retry 1: update tunnel_cloudflared_config config of edge: held

   Found by several faults
     2 times: OPEN https://b.example.com/ to http://10.0.0.1:80 through tunnel edge (old -> new)

   STUCK, which is not open: 409: application_already_exists (11010)
     old -> new: kill-after create access_application a.example.com, hold it in retry 1
     old -> new: fail-after create access_application a.example.com, hold it in retry 1
     way out: terraform import cloudflare_zero_trust_access_application.a, apply

   12 of 12 points, 20 applies in 4 s, seed 3
   OPEN: https://b.example.com/
   behind one lock for a moment: https://c.example.com/
   "
  `);
});

test("tells where nothing led out", () => {
  const [{ wayOut: _, ...stuck }] = found.stuck;
  expect(renderText({ ...clean, stuck: [stuck] })).toContain("way out: none that was tried");
});

test("tells of a point what is new in it alone", () => {
  const report = new TextReport();
  const point = { transition: "old -> new", fault: "x", applies: 1, done: 1, planned: 2 };
  expect(report.add({ ...point, moments: [moment] })).toMatch(/^OPEN https:\/\/b\.example\.com\//);
  expect(report.add({ ...point, moments: [moment] })).toBe("");
});

test("gives the same as data", () => {
  expect(JSON.parse(renderJson(found))).toEqual(found);
});

test("draws the way to each exposure", () => {
  expect(renderMermaid(found)).toMatchInlineSnapshot(`
   "\`\`\`mermaid
   timeline
     title https#58;//b.example.com/#58; fail-before update cloudflare_zero_trust_tunnel_cloudflared_config config of edge, hold it in retry 1
     section apply
       1 : delete dns_record b.example.com
       2 : update tunnel_cloudflared_config config of edge#58; failed before
     section retry 1
       1 : delete access_application b.example.com
       2 : update tunnel_cloudflared_config config of edge#58; held
       OPEN : anyone reaches http#58;//10.0.0.1#58;80 through tunnel edge
   \`\`\`

   \`\`\`mermaid
   timeline
     title https#58;//c.example.com/#58; fail-before update cloudflare_zero_trust_tunnel_cloudflared_config config of edge, hold it in retry 1
     section apply
       1 : delete dns_record b.example.com
       2 : update tunnel_cloudflared_config config of edge#58; failed before
     section retry 1
       1 : delete access_application b.example.com
       2 : update tunnel_cloudflared_config config of edge#58; held
       ONE LOCK : anyone reaches http#58;//10.0.0.1#58;80 through tunnel edge
   \`\`\`
   "
  `);
});

test("draws the steps where nothing is exposed", () => {
  expect(renderMermaid(clean)).toMatchInlineSnapshot(`
   "\`\`\`mermaid
   timeline
     title no open moment
     section old -> new
       1 : delete dns_record b.example.com
   \`\`\`
   "
  `);
});
