import { App, Aspects, TerraformStack } from "cdktf";
import {
  AccessDecision,
  AccessPolicy,
  AccessPolicyProps,
  AccessRule,
  DeviceEnrollment,
  DeviceEnrollmentProps,
  ServiceToken,
} from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { DeviceSettings } from "../../lib/device";
import { inventory } from "../../lib/inventory";
import { graph } from "../../lib/testing";
import { Tunnel } from "../../lib/tunnel";
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

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const staff = AccessRule.emailDomain("example.com");
const policy = (props: Partial<AccessPolicyProps> = {}, id = "staff") =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [staff], ...props });
const enrollment = ({ policies = [policy()], ...props }: Partial<DeviceEnrollmentProps> = {}, id = "enrollment") =>
  new DeviceEnrollment(stack, id, { account: ACCOUNT, policies, ...props });

describe("DeviceEnrollment", () => {
  test("renders an application of the type warp, without the attributes that the provider refuses for it", () => {
    enrollment();
    expect(resourceAt(stack, "enrollment")).toEqual({
      account_id: ACCOUNT.accountId,
      type: "warp",
      name: "Device enrollment",
      session_duration: "24h",
      policies: [{ id: expect.stringMatching(/^\$\{.*\.id\}$/), precedence: 1 }],
      lifecycle: { create_before_destroy: true },
    });
    expect(graph(stack).edges).toContain("enrollment -> staff");
    expect(problems(stack)).toEqual([]);
  });

  test("renders name, session duration and identity providers", () => {
    enrollment({ name: "Laptops", sessionDuration: "8h", allowedIdentityProviders: [UUID] });
    expect(resourceAt(stack, "enrollment")).toMatchObject({
      name: "Laptops",
      session_duration: "8h",
      allowed_idps: [UUID],
    });
  });

  test("allows devices with a service token by a policy without a login", () => {
    const token = new ServiceToken(stack, "headless", { account: ACCOUNT });
    const machines = policy(
      { include: [AccessRule.serviceToken(token)], decision: AccessDecision.NON_IDENTITY },
      "machines",
    );
    enrollment({ policies: [policy(), machines] });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[string, Partial<AccessPolicyProps>]>([
    ["everyone", { include: [AccessRule.everyone()] }],
    ["users with a one-time PIN", { include: [AccessRule.oneTimePin(UUID)] }],
    ["users of a country", { include: [AccessRule.country("JP")] }],
    ["users without a login", { decision: AccessDecision.BYPASS, include: [AccessRule.everyone()] }],
  ])("fails when it allows %s", (_, props) => {
    enrollment({ policies: [policy(props)] });
    expect(problems(stack)).toEqual(["enrollment OpenEnrollment"]);
    expect(messages(stack)[0]).not.toContain("HostAccess");
  });

  test("fails when a policy checks the posture of devices", () => {
    enrollment({ policies: [policy({ require: [AccessRule.devicePosture(UUID)] })] });
    expect(messages(stack)[0]).toMatch(/^enrollment EnrollmentInvalid: stack\/staff requires a posture check/);
  });

  test("fails when policies or providers are empty or repeated", () => {
    const twice = policy();
    enrollment({ policies: [] }, "a");
    enrollment({ policies: [twice, twice], allowedIdentityProviders: [], account: OTHER_ACCOUNT }, "b");
    expect(problems(stack).filter((each) => each.endsWith("EnrollmentInvalid"))).toEqual([
      "a EnrollmentInvalid",
      "b EnrollmentInvalid",
      "b EnrollmentInvalid",
    ]);
  });

  test("fails when a second construct manages the enrollment of the account", () => {
    enrollment();
    enrollment({ policies: [policy({}, "other")] }, "second");
    expect(problems(stack)).toEqual(["second AccountSettingTwice"]);
  });

  test("fails when a policy belongs to another stack", () => {
    const elsewhere = stackWithProvider("other", App.of(stack));
    new DeviceEnrollment(elsewhere, "enrollment", { account: ACCOUNT, policies: [policy()] });
    expect(problems(elsewhere)).toEqual(["enrollment StackMismatch"]);
  });

  test("fails when an Aspect removes its policies or createBeforeDestroy", () => {
    const { resource } = enrollment();
    resource.putPolicies([]);
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node) && node === resource) node.lifecycle = {};
      },
    });
    expect(problems(stack)).toEqual(["enrollment SafetyContractBroken", "enrollment SafetyContractBroken"]);
  });
});

describe("the account settings that the summary requires", () => {
  const required = () => {
    const found = inventory({ name: "stack", terraform: synth(stack) }).accountSettings;
    return Object.fromEntries(found.map(({ where, setBy }) => [where, setBy]));
  };
  beforeEach(() => {
    const tunnel = new Tunnel(stack, "edge", { account: ACCOUNT });
    tunnel.route("10.0.0.0/16", { unguarded: "a test" });
  });
  const ENROLLMENT = "device enrollment permissions";
  const SETTINGS = "cloudflare_zero_trust_device_settings";

  test("are set by the constructs of the app", () => {
    enrollment();
    new DeviceSettings(stack, "devices", { account: ACCOUNT });
    expect(required()[ENROLLMENT]).toMatch(/^cloudflare_zero_trust_access_application\.enrollment/);
    expect(required()[SETTINGS]).toMatch(/^cloudflare_zero_trust_device_settings\.devices/);
  });

  test("are not set by settings that disable a proxy, or that belong to another account", () => {
    new DeviceSettings(stack, "devices", { account: ACCOUNT, udpProxy: false });
    new DeviceSettings(stack, "others", { account: OTHER_ACCOUNT });
    const own = `of account ${ACCOUNT.accountId.slice(0, 8)}`;
    expect(required()).toHaveProperty([`${SETTINGS} ${own}`], undefined);
    expect(required()).toHaveProperty([`${ENROLLMENT} ${own}`], undefined);
  });
});
