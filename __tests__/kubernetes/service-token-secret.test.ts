import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { DataResource, Lazy } from "cdktf";
import { made, newStack } from "./support";
import { ServiceToken } from "../../lib/access/service-token";
import { ServiceTokenSecret } from "../../lib/kubernetes";
import { graph } from "../../lib/testing";

const account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

function delivered(props: Partial<ConstructorParameters<typeof ServiceTokenSecret>[2]> = {}) {
  const stack = newStack();
  new CloudflareProvider(stack, "cloudflare");
  const serviceToken = new ServiceToken(stack, "ci", { account });
  const secret = new ServiceTokenSecret(stack, "ci-secret", {
    serviceToken,
    namespace: "builds",
    name: "cloudflare-access",
    ...props,
  });
  return { stack, secret, serviceToken };
}

test("ServiceTokenSecret contains the client id and the client secret, by reference", () => {
  const { stack, serviceToken } = delivered();
  const address = `cloudflare_zero_trust_access_service_token.${serviceToken.resource.friendlyUniqueId}`;
  const { only, terraform } = made(stack);
  expect(only("kubernetes_secret_v1")).toMatchObject({
    metadata: { name: "cloudflare-access", namespace: "builds" },
    data: {
      CF_ACCESS_CLIENT_ID: `\${${address}.client_id}`,
      CF_ACCESS_CLIENT_SECRET: `\${${address}.client_secret}`,
    },
  });
  expect(terraform).not.toHaveProperty("output");
  expect(JSON.stringify(terraform)).not.toContain("data_wo");
});

test("ServiceTokenSecret uses the provider of its cluster", () => {
  const { stack, serviceToken } = delivered();
  const provider = new KubernetesProvider(stack, "second", { alias: "second" });
  const second = new ServiceTokenSecret(stack, "second-secret", { serviceToken, namespace: "a", name: "b", provider });
  const body = made(stack).terraform.resource.kubernetes_secret_v1[second.resource.friendlyUniqueId];
  expect(body.provider).toBe("kubernetes.second");
});

test("ServiceTokenSecret honours node.addDependency", () => {
  const { stack, secret } = delivered();
  secret.node.addDependency(new DataResource(stack, "namespace"));
  expect(graph(stack).edges).toContain("ci-secret => namespace");
});

test.each([
  [{ namespace: "Builds" }, 'NamespaceInvalid: namespace: "Builds" is not a valid namespace'],
  [{ name: "Cloudflare" }, 'SecretReferenceInvalid: name: "Cloudflare" is not a valid Secret name'],
  [{ name: "a".repeat(254) }, "SecretReferenceInvalid: name: "],
  [{ namespace: Lazy.stringValue({ produce: () => "a" }) }, "TokenNotAllowed: namespace is a token"],
])("ServiceTokenSecret fails when its properties are %j", (props, message) => {
  const { stack } = delivered(props);
  expect(() => made(stack)).toThrow(message);
});
