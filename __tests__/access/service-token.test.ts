import { App, Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessPolicy,
  AccessRule,
  IServiceToken,
  ServiceToken,
  ServiceTokenProps,
} from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import {
  ACCOUNT,
  messages,
  OTHER_ACCOUNT,
  problems,
  resourceAt,
  stackWithProvider,
  synth,
  UUID,
} from "../support/stack";

const ROTATION = { secretVersion: 2, previousSecretExpiresAt: "2030-01-31T00:00:00Z" };

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const token = (props: Partial<ServiceTokenProps> = {}, id = "ci") =>
  new ServiceToken(stack, id, { account: ACCOUNT, ...props });

function app(id: string, props: { policies?: AccessPolicy[]; tokens?: IServiceToken[] } = {}): AccessApplication {
  const { policies = [], tokens = [] } = props;
  const made = new AccessApplication(stack, id, { account: ACCOUNT, hostnames: [`${id}.example.com`], policies });
  for (const each of tokens) made.allowServiceToken(each);
  return made;
}

describe("a service token", () => {
  test("renders the least that the provider takes, with the duration it would fill in", () => {
    token();
    expect(resourceAt(stack, "ci")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "ci",
      duration: "8760h",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("takes a name and a duration", () => {
    token({ name: "CI", duration: "24h" });
    expect(resourceAt(stack, "ci")).toMatchObject({ name: "CI", duration: "24h" });
  });

  test("says what a machine sends by reference, so that no secret is in the JSON", () => {
    const made = token();
    const reference = (attribute: string) =>
      `\${cloudflare_zero_trust_access_service_token.${made.resource.friendlyUniqueId}.${attribute}}`;
    const names = [made.serviceTokenId, made.clientId, made.clientSecret].map((name, i) => {
      token({ name }, `copy${i}`);
      return resourceAt(stack, `copy${i}`).name;
    });
    expect(names).toEqual(["id", "client_id", "client_secret"].map(reference));
  });

  test.each(["", "1y", "365d", "8760", "1h30m", "0h", "-1h", "1.5h", "08h"])("refuses the duration %p", (duration) => {
    token({ duration });
    expect(problems(stack)).toEqual(["ci ServiceTokenInvalid"]);
    expect(messages(stack)[0]).toContain(`"${duration}"`);
  });

  test("refuses an id that makes no Terraform name", () => {
    token({}, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("refuses an Aspect that takes its flag away", () => {
    token();
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) node.lifecycle = { createBeforeDestroy: false };
      },
    });
    expect(problems(stack)).toEqual(["ci SafetyContractBroken"]);
  });
});

describe("rotation", () => {
  const KEYS = ["client_secret_version", "previous_client_secret_expires_at"];
  const rotation = () => KEYS.map((key) => resourceAt(stack, "ci")[key]);

  test("renders both attributes together", () => {
    token(ROTATION);
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([2, "2030-01-31T00:00:00Z"]);
  });

  test.each([{}, { secretVersion: 1 }])("renders neither for %p", (props) => {
    token(props);
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([undefined, undefined]);
  });

  test.each<[string, Partial<ServiceTokenProps>, number]>([
    ["a second version without the end of the first", { secretVersion: 2 }, 1],
    ["an end of nothing", { previousSecretExpiresAt: ROTATION.previousSecretExpiresAt }, 1],
    ["an end of nothing, with the first version", { ...ROTATION, secretVersion: 1 }, 1],
    ["version 0", { secretVersion: 0 }, 1],
    ["version -1", { secretVersion: -1 }, 1],
    ["half a version", { ...ROTATION, secretVersion: 2.5 }, 1],
    ["no number", { ...ROTATION, secretVersion: NaN }, 1],
    ["version 0 with an end", { ...ROTATION, secretVersion: 0 }, 2],
    ["half a version without an end", { secretVersion: 2.5 }, 2],
    ["a wrong end of nothing", { previousSecretExpiresAt: "soon" }, 2],
  ])("refuses %s", (_, props, count) => {
    token(props);
    expect(problems(stack)).toEqual(Array(count).fill("ci ServiceTokenInvalid"));
  });

  test.each(["2030-01-31T00:00:00Z", "2030-01-31T09:00:00+09:00", "2030-01-31T00:00:00.5Z", "2028-02-29T23:59:59Z"])(
    "accepts the time %s",
    (previousSecretExpiresAt) => {
      token({ ...ROTATION, previousSecretExpiresAt });
      expect(problems(stack)).toEqual([]);
    },
  );

  test.each([
    "",
    "2030-01-31",
    "2030-01-31T00:00:00",
    "2030-01-31 00:00:00Z",
    "2030-1-31T00:00:00Z",
    "2030-13-01T00:00:00Z",
    "2030-01-32T00:00:00Z",
    "2030-01-31T25:00:00Z",
    "31.01.2030",
    "48h",
  ])("refuses the time %p", (previousSecretExpiresAt) => {
    token({ ...ROTATION, previousSecretExpiresAt });
    expect(problems(stack)).toEqual(["ci ServiceTokenInvalid"]);
    expect(messages(stack)[0]).toContain(`"${previousSecretExpiresAt}"`);
  });

  test("accepts a duration and a time that are known later", () => {
    const later = new TerraformVariable(stack, "later", {}).stringValue;
    token({ duration: later, secretVersion: 2, previousSecretExpiresAt: later });
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([2, "${var.later}"]);
  });
});

describe("its policy", () => {
  const policyNames = () => Object.keys(synth(stack).resource.cloudflare_zero_trust_access_policy ?? {});

  test("is not there until an application lets the token in", () => {
    token();
    expect(synth(stack).resource.cloudflare_zero_trust_access_policy).toBeUndefined();
  });

  test("lets in machines that hold this token, without a login", () => {
    app("app", { tokens: [token()] });
    expect(resourceAt(stack, "ci/Policy")).toMatchObject({
      account_id: ACCOUNT.accountId,
      name: "service token ci",
      decision: "non_identity",
      include: [
        {
          service_token: {
            token_id: expect.stringMatching(/^\$\{cloudflare_zero_trust_access_service_token\..*\.id\}$/),
          },
        },
      ],
      lifecycle: { create_before_destroy: true },
    });
    expect(problems(stack)).toEqual([]);
  });

  test("is one for all applications", () => {
    const ci = token();
    const [a, b] = [app("a", { tokens: [ci] }), app("b", { tokens: [ci] })];
    expect(policyNames()).toHaveLength(1);
    expect(resourceAt(stack, a.node.id).policies).toEqual(resourceAt(stack, b.node.id).policies);
  });

  test("is one for each token", () => {
    app("app", { tokens: [token({}, "ci"), token({}, "cd")] });
    expect(policyNames()).toHaveLength(2);
    expect(resourceAt(stack, "app").policies.map((each: any) => each.precedence)).toEqual([1, 2]);
  });

  test("is attached once, however often the token is allowed", () => {
    const ci = token();
    app("app", { tokens: [ci, ci] });
    expect(resourceAt(stack, "app").policies).toHaveLength(1);
  });

  test("comes last, so that allowing a token renumbers nothing", () => {
    const include = [AccessRule.emailDomain("example.com")];
    const policies = ["a", "b"].map((id) => new AccessPolicy(stack, id, { account: ACCOUNT, include }));
    const made = app("app", { policies });
    const before = resourceAt(stack, "app").policies;
    made.allowServiceToken(token({}, "ci"));
    const between = resourceAt(stack, "app").policies;
    made.allowServiceToken(token({}, "cd"));
    const after = resourceAt(stack, "app").policies;
    expect([before, between, after].map((each) => each.length)).toEqual([2, 3, 4]);
    expect(between.slice(0, 2)).toEqual(before);
    expect(after.slice(0, 3)).toEqual(between);
    expect(after.map((each: any) => each.precedence)).toEqual([1, 2, 3, 4]);
  });
});

describe("an imported token", () => {
  const imported = (id = "theirs") => ServiceToken.fromServiceTokenId(stack, id, UUID);

  test("makes nothing by itself", () => {
    expect(imported().serviceTokenId).toBe(UUID);
    expect(synth(stack).resource).toBeUndefined();
  });

  test("works like one of ours, with one policy for all applications", () => {
    const theirs = imported();
    for (const id of ["a", "b"]) app(id, { tokens: [theirs] });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "theirs/Policy").include).toEqual([{ service_token: { token_id: UUID } }]);
    expect(Object.keys(synth(stack).resource.cloudflare_zero_trust_access_policy)).toHaveLength(1);
  });

  test("refuses an application of another stack: its policy is here", () => {
    const theirs = imported();
    const elsewhere = stackWithProvider("other", App.of(stack));
    const far = new AccessApplication(elsewhere, "far", {
      account: ACCOUNT,
      hostnames: ["far.example.com"],
      policies: [],
    });
    far.allowServiceToken(theirs);
    expect(problems(elsewhere)).toEqual(["far StackMismatch"]);
  });

  test("refuses an application of another account than the first", () => {
    const theirs = imported();
    app("app", { tokens: [theirs] });
    const far = new AccessApplication(stack, "far", {
      account: OTHER_ACCOUNT,
      hostnames: ["far.example.com"],
      policies: [],
    });
    far.allowServiceToken(theirs);
    expect(problems(stack)).toEqual(["far AccountMismatch"]);
  });
});

test("refuses an application of another account", () => {
  const theirs = token({ account: OTHER_ACCOUNT });
  app("app", { tokens: [theirs] });
  expect(problems(stack)).toEqual(["app AccountMismatch"]);
});

test("refuses an application of another stack, naming the way out", () => {
  const elsewhere = stackWithProvider("other", App.of(stack));
  const theirs = new ServiceToken(elsewhere, "ci", { account: ACCOUNT });
  app("app", { tokens: [theirs] });
  expect(problems(stack)).toEqual(["app StackMismatch"]);
  expect(messages(stack)[0]).toContain("ServiceToken.fromServiceTokenId(…)");
});
