import { DataCloudflareZeroTrustTunnelCloudflaredToken } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zero-trust-tunnel-cloudflared-token";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import {
  Annotations,
  Aspects,
  DataResource,
  Fn,
  ITerraformDependable,
  S3Backend,
  TerraformStack,
  Testing,
} from "cdktf";
import { Construct } from "constructs";
import { graph, synthesize } from "../../lib/testing";

let stack: TerraformStack;
beforeEach(() => (stack = new TerraformStack(Testing.app(), "dev")));

/** The binding accepts only a map as input, but Terraform accepts any value. */
function data(scope: Construct, id: string, input: string, dependsOn: ITerraformDependable[] = []) {
  return new DataResource(scope, id, { input: input as never, dependsOn });
}

describe("graph()", () => {
  test("returns dependencies and references by construct path", () => {
    const a = new DataResource(stack, "a");
    const b = data(new Construct(stack, "inner"), "b", a.id);
    new DataResource(stack, "c", { dependsOn: [a, b] });
    expect(graph(stack).edges).toEqual(["c => a", "c => inner/b", "inner/b -> a"]);
  });

  test("uses the path of the parent for an L1 with the id Resource", () => {
    new CloudflareProvider(stack, "cloudflare");
    const staff = new Construct(stack, "staff");
    const policy = new ZeroTrustAccessPolicy(staff, "Resource", { accountId: "x", name: "staff", decision: "allow" });
    data(stack, "gate", policy.id);
    expect(graph(stack).edges).toEqual(["gate -> staff"]);
  });

  test("returns both edges for a reference that is also a dependency", () => {
    const a = new DataResource(stack, "a");
    data(stack, "b", a.id, [a]);
    expect(graph(stack).edges).toEqual(["b -> a", "b => a"]);
  });

  test("returns edges of data sources", () => {
    new CloudflareProvider(stack, "cloudflare");
    const a = new DataResource(stack, "a");
    const token = new DataCloudflareZeroTrustTunnelCloudflaredToken(stack, "token", { accountId: "x", tunnelId: a.id });
    data(stack, "b", token.token, [token]);
    expect(graph(stack).edges).toEqual(["b -> token", "b => token", "token -> a"]);
  });

  test("finds references inside texts and functions, but not in longer names", () => {
    const a = new DataResource(stack, "a");
    new DataResource(stack, "a-2");
    data(stack, "text", `line\n\${terraform_data.a-2.id}.example.com terraform_data.abc`);
    data(stack, "function", Fn.join(",", ["x", a.id]));
    new DataResource(stack, "trigger", { lifecycle: { replaceTriggeredBy: ["terraform_data.a"] } });
    expect(graph(stack).edges).toEqual(["function -> a", "text -> a-2", "trigger -> a"]);
  });

  test("omits self-references and texts that are not addresses of resources", () => {
    data(stack, "a", "${var.x} ${self.id} ${terraform_data.a.id} argocd.example.com");
    expect(graph(stack).edges).toEqual([]);
  });

  test("includes dependencies that Aspects add", () => {
    const a = new DataResource(stack, "a");
    const b = new DataResource(stack, "b");
    Aspects.of(stack).add({
      visit: (node) => void (node === b && (b.dependsOn = [`terraform_data.${a.friendlyUniqueId}`])),
    });
    expect(graph(stack).edges).toEqual(["b => a"]);
  });
});

describe("synthesize()", () => {
  test("omits local paths, the backend and provider versions", () => {
    new CloudflareProvider(stack, "cloudflare");
    new S3Backend(stack, { bucket: "state", key: "dev" });
    new ZeroTrustAccessPolicy(stack, "staff", { accountId: "x", name: "staff", decision: "allow" });
    const other = new TerraformStack(stack.node.root as Construct, "other");
    data(stack, "b", new DataResource(other, "a").id);
    const { data: sources, terraform, resource } = synthesize(stack);
    expect(sources.terraform_remote_state[crossStack].config).toEqual({});
    expect(terraform).toEqual({ required_providers: { cloudflare: { source: "cloudflare/cloudflare" } } });
    expect(resource).toEqual({
      cloudflare_zero_trust_access_policy: { staff: { account_id: "x", decision: "allow", name: "staff" } },
      terraform_data: {
        b: {
          depends_on: [],
          input: `\${data.terraform_remote_state.${crossStack}.outputs.cross-stack-output-terraform_dataaid}`,
        },
      },
    });
    expect(JSON.stringify(synthesize(stack))).not.toContain(process.cwd());
  });

  const crossStack = "cross-stack-reference-input-other";

  test("returns an empty object for an empty stack, repeatedly", () => {
    expect(synthesize(stack)).toEqual({});
    expect(synthesize(stack)).toEqual({});
  });

  test("fails when a validation of the stack fails", () => {
    stack.node.addValidation({ validate: () => ["HostnameInvalid: no"] });
    expect(() => synthesize(stack)).toThrow("HostnameInvalid: no");
    expect(() => graph(stack)).toThrow("HostnameInvalid: no");
  });

  test("fails on error annotations, but not on warnings", () => {
    const a = new DataResource(stack, "a");
    Annotations.of(a).addWarning("careful");
    expect(() => synthesize(stack)).not.toThrow();
    Annotations.of(a).addError("stop");
    expect(() => synthesize(stack)).toThrow("[dev/a] stop");
  });
});
