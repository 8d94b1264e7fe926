import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TerraformStack, TerraformVariable } from "cdktf";
import { ACCOUNT, resourceAt, stackWithProvider, UUID } from "../../support/stack";
import { describeWithTerraform } from "../../support/terraform";
import {
  AccessPolicy,
  AccessRule,
  GatewayNetworkPolicy,
  Identity,
  IVirtualNetwork,
  NetworkAction,
  Traffic,
  VirtualNetwork,
} from "cdktf-zero-trust";

/** Text of a caller that Terraform could interpret. */
const TEXTS = [
  'eng ${file("/etc/hostname")}',
  "%{ if true }everyone%{ endif }",
  "$${path.cwd} %%{ endif }",
  "$$${path.cwd}",
  "costs $ 5, 100 %, {a} ~}",
  'a "quoted" \\ text',
  "two\nlines ${",
];

interface Result {
  readonly values?: any;
  readonly error?: string;
}

/** Lets terraform evaluate values of the synthesized JSON. */
function evaluate(value: unknown, variables: { [name: string]: string } = {}): Result {
  const directory = mkdtempSync(path.join(tmpdir(), "escaped-text-"));
  const file = (name: string) => path.join(directory, name);
  const program = {
    ...(Object.keys(variables).length > 0 && {
      variable: Object.fromEntries(Object.keys(variables).map((name) => [name, {}])),
    }),
    output: { values: { value } },
  };
  try {
    writeFileSync(file("main.tf.json"), JSON.stringify(program));
    writeFileSync(file("terraform.tfvars.json"), JSON.stringify(variables));
    writeFileSync(file("cli.tfrc"), "");
    // Ignores the settings of the machine. Without plugins, no initialization is required.
    const env = { PATH: process.env.PATH, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: file("cli.tfrc") };
    const { stderr, status } = spawnSync("terraform", ["apply", "-auto-approve", "-no-color"], {
      cwd: directory,
      encoding: "utf8",
      env,
    });
    if (status !== 0) return { error: stderr };
    return { values: JSON.parse(readFileSync(file("terraform.tfstate"), "utf8")).outputs.values.value };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describeWithTerraform("text in Terraform", () => {
  test("evaluates to the text of the caller", () => {
    const stack = stackWithProvider();
    const include = TEXTS.map((text) => AccessRule.oktaGroup(text, UUID));
    new AccessPolicy(stack, "policy", { account: ACCOUNT, name: TEXTS.join("|"), include });
    const { name, include: rendered } = resourceAt(stack, "policy");
    expect(evaluate({ name, include: rendered })).toEqual({
      values: {
        name: TEXTS.join("|"),
        include: TEXTS.map((text) => ({ okta: { name: text, identity_provider_id: UUID } })),
      },
    });
  });

  test("evaluates to the text of the caller around a token", () => {
    const stack = stackWithProvider();
    const later = new TerraformVariable(stack, "later", {}).stringValue;
    const include = TEXTS.map((text) => AccessRule.oktaGroup(`${text}$$${later}${text}`, UUID));
    new AccessPolicy(stack, "policy", { account: ACCOUNT, include });
    const { values } = evaluate(resourceAt(stack, "policy").include, { later: 'x "${y}' });
    expect(values.map(({ okta }: any) => okta.name)).toEqual(TEXTS.map((text) => `${text}$$x "\${y}${text}`));
  });
});

describeWithTerraform("a token in an expression of Gateway", () => {
  let stack: TerraformStack;
  let later: string;
  beforeEach(() => {
    stack = stackWithProvider();
    later = new TerraformVariable(stack, "later", {}).stringValue;
  });

  function policy(traffic: Traffic, identity?: Identity) {
    new GatewayNetworkPolicy(stack, "policy", { account: ACCOUNT, action: NetworkAction.ALLOW, traffic, identity });
    return resourceAt(stack, "policy");
  }
  const identityOf = (identity: Identity) => {
    const { identity: users, device_posture: posture } = policy(Traffic.destination("10.0.0.0/8"), identity);
    return { users, posture };
  };

  test.each(["engineers", "Site Reliability", "größe $ ${x}", "a'b }) or any("])("keeps the group %s", (value) => {
    const { users } = identityOf(Identity.groups(later, `team-${later}`));
    expect(evaluate(users, { later: value })).toEqual({
      values: `any(identity.groups.name[*] in {"${value}" "team-${value}"})`,
    });
  });

  test.each(['x"}) or any(identity.groups.name[*] in {"y', "a\\", "a\nb", "a\u0000b", ""])(
    "fails when the group is %j",
    (value) => {
      const { users } = identityOf(Identity.groups(later));
      const { error } = evaluate(users, { later: value });
      expect(error).toMatch(/regex|control character|invalid/i);
    },
  );

  test("keeps ids", () => {
    const { users, posture } = identityOf(Identity.groupIds(later).withPostureChecks(later));
    expect(evaluate([users, posture], { later: UUID })).toEqual({
      values: [`any(identity.groups.id[*] in {"${UUID}"})`, `any(device_posture.checks.passed[*] in {"${UUID}"})`],
    });
  });

  test("fails when the id of an imported virtual network ends the text", () => {
    const network: IVirtualNetwork = VirtualNetwork.fromVirtualNetworkId(stack, "imported", later);
    const { traffic } = policy(Traffic.virtualNetwork(network));
    expect(evaluate(traffic, { later: UUID })).toEqual({ values: `net.vnet_id == "${UUID}"` });
    expect(evaluate(traffic, { later: `${UUID}" or net.dst.port == 22 or net.vnet_id == "` }).error).toContain("regex");
  });

  test("fails when a token in a raw expression is more than one word", () => {
    const { traffic } = policy(Traffic.raw(`net.dst.ip in {${later}}`));
    expect(evaluate(traffic, { later: "10.0.0.0/8" })).toEqual({ values: "net.dst.ip in {10.0.0.0/8}" });
    expect(evaluate(traffic, { later: "10.0.0.0/8 0.0.0.0/0" }).error).toContain("regex");
  });
});
