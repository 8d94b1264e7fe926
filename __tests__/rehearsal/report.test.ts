import { DetectedExposure, Exploration, renderJson, renderMermaid, renderText, TextReport } from "../../lib/rehearsal";
import { describeExposure } from "../../lib/rehearsal/report";

const APPLICATION = "cloudflare_zero_trust_access_application";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

const exposure: DetectedExposure = {
  check: "published host",
  target: "https://b.example.com/",
  origin: "http://10.0.0.1:80 through tunnel edge",
  level: "public",
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
  transitions: [{ name: "old -> new", calls: exposure.calls.slice(0, 1) }],
  scenarios: { done: 9, planned: 12 },
  exposures: [],
  lockouts: [],
  notConverged: [],
  open: [],
  unevaluated: [],
  notes: [],
  timing: { seconds: 4.26, applies: 20 },
};
const found: Exploration = {
  ...clean,
  scenarios: { done: 12, planned: 12 },
  exposures: [
    exposure,
    { ...exposure, fault: "another" },
    { ...exposure, level: "users", to: "a user with an e-mail of partner.example", target: "https://d.example.com/" },
    { ...exposure, level: "layer", target: "https://c.example.com/" },
  ],
  lockouts: ["https://a.example.com/", "https://e.example.com/", "https://a.example.com/"].map((target) => ({
    ...{ check: "published host", transition: "old -> new", fault: "no fault", calls: [] },
    target,
    to: "a user with an e-mail of example.com",
  })),
  notConverged: ["kill-after", "fail-after"].map((kind) => ({
    transition: "old -> new",
    fault: `${kind} create ${APPLICATION} a.example.com, hold it in retry 1`,
    reason: "409: application_already_exists (11010)",
    calls: [],
    recovery: `terraform import ${APPLICATION}.a, apply`,
  })),
};

describe("renderText", () => {
  test("says what is open without a window, and what was not evaluated", () => {
    const transition = "old -> new";
    const open = [{ target: "https://a.example.com/", to: "anyone", when: "before and after" as const, transition }];
    const text = renderText({
      ...clean,
      open,
      unevaluated: ["while policy night applies"],
      notes: ["no provisioner"],
      transitions: [],
    });
    expect(text).toMatchInlineSnapshot(`
     "OPEN before and after old -> new, not only for a moment: anyone reaches https://a.example.com/
     NOT EVALUATED: while policy night applies
     note: no provisioner

     9 of 12 fault scenarios, 20 applies in 4 s, seed 3
     incomplete: no exposure found in the 9 of 12 fault scenarios tried, but not everything could be evaluated
     "
    `);
  });

  test("calls what a change opens for good exposed, in place of a verdict without an exposure", () => {
    const opened = { to: "anyone", when: "after" as const, transition: "old -> new", isOpened: true as const };
    const exploration = {
      ...clean,
      open: [
        { ...opened, target: "https://b.example.com/" },
        { ...opened, target: "https://a.example.com/" },
      ],
    };
    const [text, drawn] = [renderText(exploration), renderMermaid(exploration)];
    expect(text).toContain("\nEXPOSED after the apply: https://a.example.com/, https://b.example.com/\n");
    expect(drawn).toContain("title EXPOSED after the apply");
    expect(text + drawn).not.toContain("no exposure");
  });

  test("says that everything was tried", () => {
    const verdictOf = (planned: number) =>
      renderText({ ...clean, scenarios: { done: planned, planned }, transitions: [] })
        .split("\n")
        .at(-2);
    expect([verdictOf(12), verdictOf(1)]).toEqual([
      "no exposure in all 12 fault scenarios",
      "no exposure in the only fault scenario",
    ]);
  });

  test("lists the changes of each step, and says how many scenarios were tried", () => {
    expect(renderText(clean)).toMatchInlineSnapshot(`
     "old -> new: 1 change
       1 delete dns_record b.example.com

     9 of 12 fault scenarios, 20 applies in 4 s, seed 3
     no exposure in the 9 of 12 fault scenarios tried
     "
    `);
  });

  test("shows each exposure once, and groups scenarios that did not converge by recovery", () => {
    expect(renderText(found)).toMatchInlineSnapshot(`
     "old -> new: 1 change
       1 delete dns_record b.example.com

     EXPOSED https://b.example.com/: anyone reaches http://10.0.0.1:80 through tunnel edge
       old -> new: fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       1 apply: delete dns_record b.example.com
       2 apply: update tunnel_cloudflared_config config of edge: failed before
       3 retry 1: delete access_application b.example.com
       4 retry 1: update tunnel_cloudflared_config config of edge: held

     EXPOSED https://d.example.com/: a user with an e-mail of partner.example reaches http://10.0.0.1:80 through tunnel edge
       old -> new: fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       1 apply: delete dns_record b.example.com
       2 apply: update tunnel_cloudflared_config config of edge: failed before
       3 retry 1: delete access_application b.example.com
       4 retry 1: update tunnel_cloudflared_config config of edge: held

     PARTIALLY PROTECTED https://c.example.com/: only one layer of protection between anyone and http://10.0.0.1:80 through tunnel edge
       old -> new: fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       1 apply: delete dns_record b.example.com
       2 apply: update tunnel_cloudflared_config config of edge: failed before
       3 retry 1: delete access_application b.example.com
       4 retry 1: update tunnel_cloudflared_config config of edge: held

     Found in several fault scenarios
       2 times: EXPOSED https://b.example.com/ to http://10.0.0.1:80 through tunnel edge (old -> new)

     NOT CONVERGED, but not exposed: 409: application_already_exists (11010)
       old -> new: kill-after create access_application a.example.com, hold it in retry 1
       old -> new: fail-after create access_application a.example.com, hold it in retry 1
       recovery: terraform import cloudflare_zero_trust_access_application.a, apply

     LOCKED OUT of https://a.example.com/ and 1 more: a user with an e-mail of example.com, whom both versions allow
       old -> new: no fault

     12 of 12 fault scenarios, 20 applies in 4 s, seed 3
     EXPOSED: https://b.example.com/, https://d.example.com/
     PARTIALLY PROTECTED: https://c.example.com/
     "
    `);
  });

  test("reports that no recovery was found", () => {
    const [{ recovery: _, ...rest }] = found.notConverged;
    expect(renderText({ ...clean, notConverged: [rest] })).toContain("recovery: none found");
  });
});

test("describeExposure names the record of another stack on which the exposure depends", () => {
  const base = { target: "https://a/", origin: "http://web", level: "public", to: "anyone" } as const;
  const detected = { ...base, check: "", transition: "", fault: "", calls: [] };
  expect(describeExposure(detected)).toBe("anyone reaches http://web");
  expect(describeExposure({ ...detected, byForeignRecord: true })).toBe(
    "anyone reaches http://web, if a record of another stack, such as a wildcard, leads there",
  );
});

test("TextReport shows an exposure only the first time", () => {
  const report = new TextReport();
  const result = { transition: "old -> new", fault: "x", applies: 1, lockouts: [], done: 1, planned: 2 };
  expect(report.add({ ...result, exposures: [exposure] })).toMatch(/^EXPOSED https:\/\/b\.example\.com\//);
  expect(report.add({ ...result, exposures: [exposure] })).toBe("");
});

test("renderJson renders the whole exploration", () => {
  expect(JSON.parse(renderJson(found))).toEqual(found);
});

describe("renderMermaid", () => {
  test("renders a timeline for each exposure", () => {
    expect(renderMermaid(found)).toMatchInlineSnapshot(`
     "\`\`\`mermaid
     timeline
       title https#58;//b.example.com/#58; fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       section apply
         1 : delete dns_record b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; failed before
       section retry 1
         1 : delete access_application b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; held
         EXPOSED : anyone reaches http#58;//10.0.0.1#58;80 through tunnel edge
     \`\`\`

     \`\`\`mermaid
     timeline
       title https#58;//d.example.com/#58; fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       section apply
         1 : delete dns_record b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; failed before
       section retry 1
         1 : delete access_application b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; held
         EXPOSED : a user with an e-mail of partner.example reaches http#58;//10.0.0.1#58;80 through tunnel edge
     \`\`\`

     \`\`\`mermaid
     timeline
       title https#58;//c.example.com/#58; fail-before update tunnel_cloudflared_config config of edge, hold it in retry 1
       section apply
         1 : delete dns_record b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; failed before
       section retry 1
         1 : delete access_application b.example.com
         2 : update tunnel_cloudflared_config config of edge#58; held
         PARTIALLY PROTECTED : only one layer of protection between anyone and http#58;//10.0.0.1#58;80 through tunnel edge
     \`\`\`
     "
    `);
  });

  test("renders the steps if nothing is exposed", () => {
    expect(renderMermaid(clean)).toMatchInlineSnapshot(`
     "\`\`\`mermaid
     timeline
       title no exposure in the 9 of 12 fault scenarios tried
       section old -> new
         1 : delete dns_record b.example.com
     \`\`\`
     "
    `);
  });
});
