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

describe("ServiceToken", () => {
  test("renders only its required attributes and the duration", () => {
    token();
    expect(resourceAt(stack, "ci")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "ci",
      duration: "8760h",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("renders name and duration", () => {
    token({ name: "CI", duration: "24h" });
    expect(resourceAt(stack, "ci")).toMatchObject({ name: "CI", duration: "24h" });
  });

  test("returns id, clientId and clientSecret as references", () => {
    const made = token();
    const reference = (attribute: string) =>
      `\${cloudflare_zero_trust_access_service_token.${made.resource.friendlyUniqueId}.${attribute}}`;
    const names = [made.serviceTokenId, made.clientId, made.clientSecret].map((name, i) => {
      token({ name }, `copy${i}`);
      return resourceAt(stack, `copy${i}`).name;
    });
    expect(names).toEqual(["id", "client_id", "client_secret"].map(reference));
  });

  test.each(["", "1y", "365d", "8760", "1h30m", "0h", "-1h", "1.5h", "08h"])(
    "fails when duration is %p",
    (duration) => {
      token({ duration });
      expect(problems(stack)).toEqual(["ci ServiceTokenInvalid"]);
      expect(messages(stack)[0]).toContain(`"${duration}"`);
    },
  );

  test("fails when the id results in an invalid Terraform name", () => {
    token({}, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("fails when an Aspect removes createBeforeDestroy", () => {
    token();
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) node.lifecycle = { createBeforeDestroy: false };
      },
    });
    expect(problems(stack)).toEqual(["ci SafetyContractBroken"]);
  });
});

describe("ServiceToken rotation", () => {
  const KEYS = ["client_secret_version", "previous_client_secret_expires_at"];
  const rotation = () => KEYS.map((key) => resourceAt(stack, "ci")[key]);

  test("renders version and expiration together", () => {
    token(ROTATION);
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([2, "2030-01-31T00:00:00Z"]);
  });

  test.each([{}, { secretVersion: 1 }])("renders neither version nor expiration for %p", (props) => {
    token(props);
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([undefined, undefined]);
  });

  test.each<[string, Partial<ServiceTokenProps>, number]>([
    ["a second version without expiration of the first", { secretVersion: 2 }, 1],
    ["an expiration without version", { previousSecretExpiresAt: ROTATION.previousSecretExpiresAt }, 1],
    ["an expiration with the first version", { ...ROTATION, secretVersion: 1 }, 1],
    ["version 0", { secretVersion: 0 }, 1],
    ["version -1", { secretVersion: -1 }, 1],
    ["a fractional version", { ...ROTATION, secretVersion: 2.5 }, 1],
    ["a version that is not a number", { ...ROTATION, secretVersion: NaN }, 1],
    ["version 0 with expiration", { ...ROTATION, secretVersion: 0 }, 2],
    ["a fractional version without expiration", { secretVersion: 2.5 }, 2],
    ["an invalid expiration without version", { previousSecretExpiresAt: "soon" }, 2],
  ])("fails with %s", (_, props, count) => {
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
  ])("fails when previousSecretExpiresAt is %p", (previousSecretExpiresAt) => {
    token({ ...ROTATION, previousSecretExpiresAt });
    expect(problems(stack)).toEqual(["ci ServiceTokenInvalid"]);
    expect(messages(stack)[0]).toContain(`"${previousSecretExpiresAt}"`);
  });

  test("accepts tokens as duration and expiration", () => {
    const later = new TerraformVariable(stack, "later", {}).stringValue;
    token({ duration: later, secretVersion: 2, previousSecretExpiresAt: later });
    expect(problems(stack)).toEqual([]);
    expect(rotation()).toEqual([2, "${var.later}"]);
  });
});

describe("the policy of a ServiceToken", () => {
  const policyNames = () => Object.keys(synth(stack).resource.cloudflare_zero_trust_access_policy ?? {});

  test("is created when an application allows the token", () => {
    token();
    expect(synth(stack).resource.cloudflare_zero_trust_access_policy).toBeUndefined();
  });

  test("allows requests with the token, without a login", () => {
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

  test("is shared by all applications", () => {
    const ci = token();
    const [a, b] = [app("a", { tokens: [ci] }), app("b", { tokens: [ci] })];
    expect(policyNames()).toHaveLength(1);
    expect(resourceAt(stack, a.node.id).policies).toEqual(resourceAt(stack, b.node.id).policies);
  });

  test("is separate for each token", () => {
    app("app", { tokens: [token({}, "ci"), token({}, "cd")] });
    expect(policyNames()).toHaveLength(2);
    expect(resourceAt(stack, "app").policies.map((each: any) => each.precedence)).toEqual([1, 2]);
  });

  test("is attached once when the token is allowed twice", () => {
    const ci = token();
    app("app", { tokens: [ci, ci] });
    expect(resourceAt(stack, "app").policies).toHaveLength(1);
  });

  test("is added last and keeps the precedence of other policies", () => {
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

describe("ServiceToken.fromServiceTokenId", () => {
  const imported = (id = "imported") => ServiceToken.fromServiceTokenId(stack, id, UUID);

  test("creates no resource", () => {
    expect(imported().serviceTokenId).toBe(UUID);
    expect(synth(stack).resource).toBeUndefined();
  });

  test("creates one policy for all applications", () => {
    const external = imported();
    for (const id of ["a", "b"]) app(id, { tokens: [external] });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "imported/Policy").include).toEqual([{ service_token: { token_id: UUID } }]);
    expect(Object.keys(synth(stack).resource.cloudflare_zero_trust_access_policy)).toHaveLength(1);
  });

  test("fails when an application of another stack allows the token", () => {
    const external = imported();
    const elsewhere = stackWithProvider("other", App.of(stack));
    const far = new AccessApplication(elsewhere, "far", {
      account: ACCOUNT,
      hostnames: ["far.example.com"],
      policies: [],
    });
    far.allowServiceToken(external);
    expect(problems(elsewhere)).toEqual(["far StackMismatch"]);
  });

  test("fails when applications of two accounts allow the token", () => {
    const external = imported();
    app("app", { tokens: [external] });
    const far = new AccessApplication(stack, "far", {
      account: OTHER_ACCOUNT,
      hostnames: ["far.example.com"],
      policies: [],
    });
    far.allowServiceToken(external);
    expect(problems(stack)).toEqual(["far AccountMismatch"]);
  });
});

test("ServiceToken fails when an application of another account allows it", () => {
  const external = token({ account: OTHER_ACCOUNT });
  app("app", { tokens: [external] });
  expect(problems(stack)).toEqual(["app AccountMismatch"]);
});

test("ServiceToken fails when an application of another stack allows it and names the import factory", () => {
  const elsewhere = stackWithProvider("other", App.of(stack));
  const external = new ServiceToken(elsewhere, "ci", { account: ACCOUNT });
  app("app", { tokens: [external] });
  expect(problems(stack)).toEqual(["app StackMismatch"]);
  expect(messages(stack)[0]).toContain("ServiceToken.fromServiceTokenId(…)");
});
