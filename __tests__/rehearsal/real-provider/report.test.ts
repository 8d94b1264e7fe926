import type {
  RealProviderExploration,
  RealProviderResult,
} from "../../../lib/rehearsal/real-provider/explore-real-provider";
import { exposedIn, renderRealProvider } from "../../../lib/rehearsal/real-provider/real-provider-report";

const result = (values: Partial<RealProviderResult> = {}): RealProviderResult => ({
  transition: "nothing -> app",
  fault: "no fault",
  exposures: [],
  planned: [],
  left: [],
  calls: [],
  done: 1,
  scenarios: 1,
  ...values,
});
const exploration = (
  results: RealProviderResult[],
  more: Partial<RealProviderExploration> = {},
): RealProviderExploration => ({
  results,
  open: [],
  scenarios: { done: results.length, planned: results.length },
  notUnderstood: [],
  seconds: 1.4,
  ...more,
});
const exposure = (target: string, level: "public" | "layer") => ({
  target,
  level,
  origin: "http://web",
  to: "anyone",
  check: "published host",
  transition: "nothing -> app",
  fault: "no fault",
  calls: [{ run: "apply", call: "create cloudflare_dns_record a", outcome: "done" as const }],
});

describe("renderRealProvider", () => {
  test("states how many scenarios showed no exposure", () => {
    expect(renderRealProvider(exploration([result()]))).toBe(
      "1 of 1 fault scenario with the real provider in 1 s\nno exposure in the 1 tried\n",
    );
  });

  test("shows an exposure once, with its calls, and lists all targets", () => {
    const exposures = [exposure("https://b/", "public"), exposure("https://a/", "layer")];
    const text = renderRealProvider(exploration([result({ exposures }), result({ exposures })]));
    expect(text).toContain(
      "EXPOSED https://b/: anyone reaches http://web\n  nothing -> app: no fault\n  1 apply: create",
    );
    expect(text.split("EXPOSED https://b/: anyone")).toHaveLength(2);
    expect(text).toMatch(/\nEXPOSED: https:\/\/b\/\nPARTIALLY PROTECTED: https:\/\/a\/\n$/);
  });

  test("shows what a transition opens for good", () => {
    const steady = { to: "anyone", when: "after" as const, transition: "nothing -> app" };
    const open = [
      { ...steady, target: "https://a/", isOpened: true as const },
      { ...steady, target: "https://declared/" },
    ];
    const text = renderRealProvider(exploration([result()], { open }));
    expect(text).toContain("OPEN after nothing -> app, not only for a moment: anyone reaches https://a/");
    expect(text).toMatch(/\nEXPOSED after the apply: https:\/\/a\/\n$/);
  });

  test("groups the other findings", () => {
    const fault = "lost-answer: create cloudflare_zero_trust_access_policy p";
    const found = {
      fault,
      errors: "409",
      planned: ["update cloudflare_dns_record.a"],
      left: ["cloudflare_zero_trust_access_policy p"],
    };
    const text = renderRealProvider(exploration([result(found), result(found)], { notUnderstood: ["GET x"] }));
    for (const line of [
      "NOT CONVERGED, but not exposed: 409\n  nothing -> app: lost-answer: create access_policy p, and 1 more",
      "SECOND PLAN NOT EMPTY: update dns_record.a",
      "LEFT BEHIND, in no Terraform state: access_policy p",
      "NOT UNDERSTOOD by the stand-in: GET x",
    ]) {
      expect(text).toContain(line);
    }
  });

  test("states that the time budget expired", () => {
    const scenarios = { done: 1, planned: 5 };
    expect(renderRealProvider(exploration([result()], { scenarios }))).toContain(
      "1 of 5 fault scenarios with the real provider (the time budget expired)",
    );
  });
});

describe("exposedIn", () => {
  test("lists each target once", () => {
    const exposures = [exposure("https://b/", "public"), exposure("https://b/", "public")];
    expect(exposedIn({ results: [result({ exposures })] })).toEqual({ exposed: ["https://b/"], partial: [] });
  });
});
