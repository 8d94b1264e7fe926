import { Testing, TerraformStack } from "cdktf";
import { CloudRunStack } from "../../stacks/cloud-run-stack";
import { PrivateNetworkStack } from "../../stacks/private-network-stack";
import { PublishStack } from "../../stacks/publish-stack";
import { synthesize } from "cdktf-zero-trust/lib/testing";

const ID = /^\$\{cloudflare_zero_trust_tunnel_cloudflared\.\w+\.id\}$/;
const outputsOf = (stack: TerraformStack) => synthesize(stack).output;

describe("the outputs of the stacks", () => {
  test.each<[string, () => TerraformStack, string[] | undefined, string]>([
    ["publish", () => new PublishStack(Testing.app(), "stack"), ["https://argocd.example.com"], "kubectl "],
    [
      "cloud-run",
      () => new CloudRunStack(Testing.app(), "stack"),
      ["https://hello.example.com"],
      "tr -d '\\n' | gcloud ",
    ],
    [
      "private-network",
      () => new PrivateNetworkStack(Testing.app(), "stack", { resolvers: ["10.10.0.10"] }),
      undefined,
      "kubectl ",
    ],
  ])("%s has the id of its tunnel, its URLs, and the command that stores the token", (_, stack, urls, store) => {
    const outputs = outputsOf(stack());
    expect(outputs.tunnel_id.value).toMatch(ID);
    expect(outputs.urls?.value).toEqual(urls);
    expect(outputs.store_token.value).toMatch(/^cloudflared tunnel token \$\{[\w.]+\.id\} \| /);
    expect(outputs.store_token.value).toContain(`| ${store}`);
  });

  test("contain no token", () => {
    const outputs = JSON.stringify(outputsOf(new PublishStack(Testing.app(), "stack")));
    expect(outputs).not.toMatch(/tunnel_cloudflared_token|tunnel_secret|sensitive/);
  });
});
