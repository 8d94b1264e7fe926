import { Detection, explored, NOTHING, publishedHosts, Step } from "../../../lib/rehearsal";
import { withRepresentatives } from "../../../lib/rehearsal/symmetry/representatives";
import { describeWithTerraform } from "../../support/terraform";
import { edited } from "../fixtures/app";
import { stepOf } from "../fixtures/estate";
import { APPLICATION } from "../fixtures/host-mutants";
import { Edit, withoutDependsOn, withoutFlag } from "../fixtures/mutant";

jest.setTimeout(300_000);

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const STAYING = ["stay-a", "stay-b"];
const CHANGING = ["change-a", "change-b", "change-c"];
/** Enough for one kind of fault in every call. */
const SINGLES = 12;

function publishing(labels: string[], edit: Edit, policy = "staff"): Step {
  const hosts = labels.map((label) => [`${label}.example.com`, { tunnel: "t", policies: [policy] }]);
  return edited(stepOf(labels.join(" "), { tunnels: { t: {} }, hosts: Object.fromEntries(hosts) }), edit);
}

/** What was found, without the names of hosts that are alike. */
function kindsOf({ exposures, lockouts }: Detection): string[] {
  const named = (target: string) => target.replace(/(stay|change)-./, "$1");
  const found = [
    ...exposures.map(({ level, target, to }) => `${level} ${named(target)} to ${to}`),
    ...lockouts.map(({ target, to }) => `lockout ${named(target)} ${to}`),
  ];
  return [...new Set(found)].sort();
}

async function rehearsed(steps: Step[]): Promise<{ readonly kinds: string[]; readonly changes: number }> {
  const checks = [publishedHosts()];
  const [deployed, ...changes] = steps;
  const exploration = await explored(changes, { checks, deployed, orders: 1, singles: SINGLES });
  return { kinds: kindsOf(exploration), changes: exploration.transitions[0].calls.length };
}

/** Orders that the contract needs, removed in turn, and the contract itself. */
const EDITS: [string, Edit][] = [
  ["the contract", () => undefined],
  ["applications without create_before_destroy", withoutFlag(APPLICATION)],
];

describeWithTerraform("a rehearsal of representatives", () => {
  test.each(EDITS)("finds what a rehearsal of every host finds when hosts are removed: %s", async (name, edit) => {
    const before = publishing([...STAYING, ...CHANGING], edit);
    const steps = [before, publishing(STAYING, edit)];
    const [whole, reduced] = [await rehearsed(steps), await rehearsed(withRepresentatives(steps, false))];
    expect(reduced.kinds).toEqual(whole.kinds);
    expect(reduced.changes).toBeLessThan(whole.changes);
    if (name === "applications without create_before_destroy") expect(whole.kinds).not.toEqual([]);
  });

  test("finds what a rehearsal of every host finds when everything is destroyed in the wrong order", async () => {
    const edit = withoutDependsOn(TUNNEL);
    const steps = [publishing(CHANGING, edit)];
    const found = [];
    for (const each of [steps, withRepresentatives(steps, true)]) found.push(await rehearsed([...each, NOTHING]));
    expect(found[1].kinds).toEqual(found[0].kinds);
    expect(found[0].kinds).not.toEqual([]);
  });
});
