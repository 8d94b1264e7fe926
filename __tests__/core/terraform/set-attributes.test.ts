import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { Fn, Lazy, TerraformResource, TerraformStack } from "cdktf";
import { create } from "../../../lib/core/terraform/create";
import { stackWithProvider } from "../../support/stack";

const record = (name: string) => ({ zoneId: "fedcba9876543210fedcba9876543210", name, type: "A", ttl: 300 });

/** What an L1 construct renders, set or not. */
function attributesOf(resource: TerraformResource): object {
  return (resource as unknown as { synthesizeAttributes(): object }).synthesizeAttributes();
}

/** The rendered resources of a stack without their ids and paths. */
function resourcesOf(stack: TerraformStack): unknown {
  return JSON.parse(JSON.stringify(stack.toTerraform().resource, (key, value) => (key === "//" ? undefined : value)));
}

describe("an L1 construct of this library", () => {
  const applicationConfig = {
    accountId: "0123456789abcdef0123456789abcdef",
    type: "self_hosted",
    destinations: [{ type: "public", uri: "a.example.com" }, { uri: undefined }],
    corsHeaders: { allowAllHeaders: undefined },
    tags: [],
    sessionDuration: Lazy.stringValue({ produce: () => undefined as unknown as string }),
    allowedIdps: Fn.tolist(["a"]),
    policies: Lazy.anyValue({ produce: () => [{ id: "p", precedence: 1 }] }) as never,
  };

  test("renders only the attributes that are set, also within blocks", () => {
    const resource = create(DnsRecord, stackWithProvider(), "a", { ...record("a"), data: { target: "b" } });
    expect(Object.keys(attributesOf(resource)).sort()).toEqual(["data", "name", "ttl", "type", "zone_id"]);
    expect(attributesOf(resource)).toMatchObject({ data: { target: "b" } });
    expect(Object.keys((attributesOf(resource) as { data: object }).data)).toEqual(["target"]);
  });

  test("renders the same JSON as one that is created directly", () => {
    const [ours, direct] = [stackWithProvider(), stackWithProvider()];
    create(ZeroTrustAccessApplication, ours, "a", applicationConfig);
    new ZeroTrustAccessApplication(direct, "a", applicationConfig);
    expect(resourcesOf(ours)).toEqual(resourcesOf(direct));
    expect(resourcesOf(ours)).toMatchObject({
      cloudflare_zero_trust_access_application: { a: { destinations: [{ type: "public" }, {}] } },
    });
  });

  test("renders what is changed or overridden later", () => {
    const stack = stackWithProvider();
    const resource = create(DnsRecord, stack, "a", record("a"));
    resource.comment = "later";
    resource.addOverride("proxied", true);
    expect(resourcesOf(stack)).toMatchObject({ cloudflare_dns_record: { a: { comment: "later", proxied: true } } });
  });
});
