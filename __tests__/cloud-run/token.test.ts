import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { TerraformVariable } from "cdktf";
import { complaints, connected, googleStack, made, NETWORK, tunnelIn } from "./support";
import { CloudRunConnector } from "../../lib/cloud-run";
import { graph } from "../../lib/testing";
import { TunnelToken } from "../../lib/tunnel";
import { messages, problems } from "../support/stack";

const POOL = "google_cloud_run_v2_worker_pool";
const VERSION = "google_secret_manager_secret_version";
const CONNECTOR = "run/Connector-asia-northeast1";

const referenceOf = (pool: any) =>
  pool.template.containers[0].env.find(({ name }: any) => name === "TUNNEL_TOKEN").value_source.secret_key_ref;

function withVariable(isEphemeral: boolean, version = 1) {
  const stack = googleStack();
  const variable = new TerraformVariable(stack, "token", { type: "string", sensitive: true });
  if (isEphemeral) variable.addOverride("ephemeral", true);
  tunnelIn(stack, { token: TunnelToken.fromEphemeral(variable.stringValue, version) });
  return stack;
}

describe("TunnelToken.fromSecretManager in Cloud Run", () => {
  const { only, terraform } = connected({ token: TunnelToken.fromSecretManager("cloudflared-token", "3") });

  test("refers to the secret, and Terraform never reads the token", () => {
    expect(referenceOf(only(POOL))).toEqual({ secret: "cloudflared-token", version: "3" });
    expect(Object.keys(terraform.resource).filter((type) => /secret_manager_secret(_version)?$/.test(type))).toEqual(
      [],
    );
    expect(terraform).not.toHaveProperty("data");
  });

  test("accepts a secret of another project by its full path", () => {
    const secret = "projects/vault-1/secrets/cloudflared";
    const { only: one } = connected({ token: TunnelToken.fromSecretManager(secret, "1"), project: "edge-1" });
    expect(referenceOf(one(POOL)).secret).toBe(secret);
    const { secret_id, project } = one("google_secret_manager_secret_iam_member");
    expect([secret_id, project]).toEqual([secret, "vault-1"]);
  });

  test("accepts a secret that is created in the same stack", () => {
    const stack = googleStack();
    const secret = new SecretManagerSecret(stack, "secret", { secretId: "token", replication: { auto: {} } });
    const version = new SecretManagerSecretVersion(stack, "version", { secret: secret.id, secretDataWo: "${var.t}" });
    tunnelIn(stack, { token: TunnelToken.fromSecretManager(secret.secretId, version.version) });
    expect(problems(stack)).toEqual([]);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([`${CONNECTOR}/WorkerPool -> version`, `${CONNECTOR}/SecretAccess -> secret`]),
    );
  });

  test("creates a new revision with each version, which is part of the pool's template", () => {
    const before = connected({ token: TunnelToken.fromSecretManager("cloudflared-token", "1") }).only(POOL).template;
    const after = connected({ token: TunnelToken.fromSecretManager("cloudflared-token", "2") }).only(POOL).template;
    expect(after).not.toEqual(before);
  });

  test("fails when the version is latest, which can differ between instances", () => {
    expect(complaints({ token: TunnelToken.fromSecretManager("cloudflared-token", "latest") })).toContain(
      'SecretReferenceInvalid: version in TunnelToken.fromSecretManager: "latest" is not valid; use the number of a version',
    );
  });

  test.each([
    ["version", "cloudflared-token", "token"], // the key of a Kubernetes Secret
    ["version", "cloudflared-token", "0"],
    ["version", "cloudflared-token", ""],
    ["secretId", "cloudflared.token", "1"],
    ["secretId", "projects/vault-1/cloudflared", "1"],
    ["secretId", "projects/vault-1/secrets/cloudflared/versions/1", "1"],
    ["secretId", "", "1"],
  ])("fails when the %s is malformed: %j, %j", (what, secret, version) => {
    expect(complaints({ token: TunnelToken.fromSecretManager(secret, version) })).toContain(
      `SecretReferenceInvalid: ${what} in TunnelToken.fromSecretManager: "`,
    );
  });
});

describe("TunnelToken.fromEphemeral in Cloud Run", () => {
  const stack = withVariable(true, 7);
  const { only, terraform } = made(stack);

  test("passes the variable to the write-only argument only", () => {
    expect(only(VERSION)).toMatchObject({ secret_data_wo: "${var.token}", secret_data_wo_version: 7 });
    expect(only(VERSION)).not.toHaveProperty("secret_data");
    expect(JSON.stringify(terraform.resource).split("${var.token}")).toHaveLength(2);
  });

  test("reads no data source of the tunnel, which the state would contain", () => {
    expect(terraform).not.toHaveProperty("data");
  });

  test("creates a secret for the connector", () => {
    expect(only("google_secret_manager_secret")).toMatchObject({
      secret_id: "cloudflared-run-token",
      replication: { auto: {} },
    });
  });

  test("keeps the old version until the pool refers to the new one", () => {
    expect(only(VERSION).lifecycle).toEqual({ create_before_destroy: true });
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        `${CONNECTOR}/WorkerPool -> ${CONNECTOR}/SecretVersion`,
        `${CONNECTOR}/SecretAccess -> ${CONNECTOR}/Secret`,
      ]),
    );
  });

  test("accepts a variable that becomes ephemeral later, and fails when it is part of a longer text", () => {
    const later = googleStack();
    const variable = new TerraformVariable(later, "token", { type: "string", sensitive: true });
    const tunnel = tunnelIn(later, { token: TunnelToken.fromEphemeral(variable.stringValue, 1) });
    variable.addOverride("ephemeral", true);
    expect(problems(later)).toEqual([]);
    const longer = {
      region: "us-central1",
      name: "cloudflared-us",
      network: NETWORK,
      subnetwork: "projects/a/regions/us-central1/subnetworks/b",
    };
    const token = TunnelToken.fromEphemeral(`${variable.stringValue}-x`, 1);
    tunnel.connect(new CloudRunConnector({ ...longer, token }));
    expect(problems(later)).toEqual(["run/Connector-us-central1-cloudflared-us EphemeralTokenInvalid"]);
  });

  test("fails when the variable is not ephemeral, because the plan would contain it", () => {
    expect(messages(withVariable(false)).join()).toContain(
      'EphemeralTokenInvalid: value: the variable "token" is not ephemeral',
    );
  });

  test.each(["eyJhIjoi", "${google_secret_manager_secret.x.id}", ""])(
    "fails when the value is the text %j, and does not print it",
    (value) => {
      const reported = complaints({ token: TunnelToken.fromEphemeral(value, 1) });
      expect(reported).toContain("EphemeralTokenInvalid: value is not a reference to a variable");
      if (value !== "") expect(reported).not.toContain(value);
    },
  );

  test.each([0, -1, 1.5])("fails when the version is %d", (version) => {
    expect(messages(withVariable(true, version)).join()).toContain(
      `EphemeralTokenInvalid: version: ${version} is not valid`,
    );
  });
});

describe("TunnelToken.fromTunnel in Cloud Run", () => {
  test("marks the token as sensitive, and warns that the state contains it", () => {
    const { only, terraform, stack } = connected({ token: TunnelToken.fromTunnel() });
    expect(only(VERSION).secret_data).toMatch(/^\$\{sensitive\(data\.cloudflare_zero_trust_tunnel_cloudflared_token\./);
    expect(only(VERSION).lifecycle).toEqual({ create_before_destroy: true });
    expect(Object.keys(terraform.data)).toEqual(["cloudflare_zero_trust_tunnel_cloudflared_token"]);
    expect(problems(stack)).toEqual(["run warning TokenInState"]);
  });
});
