import { TerraformStack } from "cdktf";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { ACCOUNT, stackWithProvider, zoneIn } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import {
  AccessDecision,
  AccessGroup,
  AccessPolicy,
  AccessPolicyProps,
  AccessRule,
  HostAccess,
  Origin,
  Tunnel,
} from "cdktf-zero-trust";
import { explored, NOTHING, publishedHosts, Step } from "cdktf-zero-trust/lib/rehearsal";

jest.setTimeout(120_000);

/** The fault scenarios of one rehearsal: by number, so that a slow machine runs the same ones. */
const SINGLES = 10;
const EVERYONE = AccessRule.everyone();
const STAFF = AccessRule.emailDomain("example.com");
const [JAPAN, GERMANY] = ["JP", "DE"].map((code) => AccessRule.country(code));
const ONE = AccessRule.emails("x@example.com");

/** One published host, and what the versions of a program define for it. */
class Program {
  public constructor(private readonly stack: TerraformStack) {}

  public group(id: string, ...include: AccessRule[]): AccessRule {
    return AccessRule.group(new AccessGroup(this.stack, id, { account: ACCOUNT, include }));
  }

  public policy(id: string, include: AccessRule[], more: Partial<AccessPolicyProps> = {}): AccessPolicy {
    return new AccessPolicy(this.stack, id, { account: ACCOUNT, include, ...more });
  }

  public publish(...policies: AccessPolicy[]): void {
    new Tunnel(this.stack, "edge", { account: ACCOUNT }).publish("a.example.com", {
      zone: zoneIn(this.stack),
      origin: Origin.http("10.0.0.1", 80),
      access: HostAccess.policies(...policies),
    });
  }
}

type Version = (program: Program) => void;

function stepWith(version: Version): Step {
  return synthesizedStep("publish", (app) => version(new Program(stackWithProvider("publish", app))));
}

const DENY = { decision: AccessDecision.DENY };

describeWithTerraform("a change that opens one of the objects that protect a host", () => {
  test.each<[string, Version, Version]>([
    [
      "a group becomes everyone, and its policy requires a domain",
      (p) => p.publish(p.policy("staff", [p.group("g", ONE)])),
      (p) => p.publish(p.policy("staff", [p.group("g", EVERYONE)], { require: [STAFF] })),
    ],
    [
      "a required group becomes everyone, and the policy includes a domain",
      (p) => p.publish(p.policy("staff", [EVERYONE], { require: [p.group("r", STAFF)] })),
      (p) => p.publish(p.policy("staff", [STAFF], { require: [p.group("r", EVERYONE)] })),
    ],
    [
      "a group becomes everyone, and its policy denies",
      (p) => p.publish(p.policy("staff", [STAFF]), p.policy("q", [p.group("g", ONE)])),
      (p) => p.publish(p.policy("q", [p.group("g", ONE, AccessRule.country("JP"))], DENY), p.policy("staff", [STAFF])),
    ],
    [
      "a policy becomes everyone, and is taken off the host",
      (p) => p.publish(p.policy("staff", [STAFF]), p.policy("q", [AccessRule.emails("a@partner.example")])),
      (p) => {
        p.publish(p.policy("staff", [STAFF]));
        p.policy("q", [EVERYONE]);
      },
    ],
    [
      "a policy becomes bypass, and is taken off the host",
      (p) => p.publish(p.policy("staff", [STAFF]), p.policy("q", [AccessRule.emails("a@partner.example")])),
      (p) => {
        p.publish(p.policy("staff", [STAFF]));
        p.policy("q", [EVERYONE], { decision: AccessDecision.BYPASS });
      },
    ],
    [
      "a group becomes everyone, and its policy no longer includes it",
      (p) => p.publish(p.policy("staff", [p.group("g", ONE)])),
      (p) => {
        p.publish(p.policy("staff", [STAFF]));
        p.group("g", EVERYONE);
      },
    ],
    [
      "an open group that matched no user of its policy becomes everyone, and the policy requires a domain",
      (p) => p.publish(p.policy("staff", [ONE, p.group("g", AccessRule.anyValidServiceToken())])),
      (p) => p.publish(p.policy("staff", [ONE, p.group("g", EVERYONE)], { require: [STAFF] })),
    ],
    [
      "an open group that a policy excludes changes together with what the policy includes",
      (p) => p.publish(p.policy("staff", [JAPAN, STAFF], { exclude: [p.group("g", JAPAN)] })),
      (p) => p.publish(p.policy("staff", [GERMANY, STAFF], { exclude: [p.group("g", GERMANY)] })),
    ],
    [
      "policies are listed in another order while one of them opens",
      (p) => p.publish(p.policy("a", [STAFF]), p.policy("b", [ONE]), p.policy("c", [p.group("g", ONE)])),
      (p) => {
        const group = p.group("g", EVERYONE);
        p.publish(p.policy("c", [group], { require: [STAFF] }), p.policy("b", [ONE]), p.policy("a", [STAFF]));
      },
    ],
  ])("exposes the host to no user in between: %s", async (_, before, after) => {
    const checks = [publishedHosts({ resolveEverything: true })];
    const { exposures } = await explored([stepWith(before), stepWith(after), NOTHING], { singles: SINGLES, checks });
    expect(exposures).toEqual([]);
  });
});
