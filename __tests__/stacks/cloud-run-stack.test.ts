import { Testing } from "cdktf";
import { inventory } from "../../lib/inventory";
import { CloudRunStack } from "../../stacks/cloud-run-stack";
import { synthesize } from "cdktf-zero-trust/lib/testing";

const VARIABLES = ["GOOGLE_PROJECT", "GOOGLE_REGION"];
const saved = VARIABLES.map((name) => [name, process.env[name]] as const);
beforeEach(() => VARIABLES.forEach((name) => delete process.env[name]));
afterAll(() => saved.forEach(([name, value]) => value !== undefined && (process.env[name] = value)));

function stack(context: { [name: string]: unknown } = {}): CloudRunStack {
  return new CloudRunStack(Testing.app({ context }), "cloud-run");
}

describe("CloudRunStack", () => {
  test("publishes an internal service with two layers of protection and the example settings", () => {
    const terraform = synthesize(stack());
    const { hosts, findings, tunnels } = inventory({ name: "cloud-run", terraform });
    expect(hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
      ["hello.example.com", "two layers"],
    ]);
    expect(tunnels[0].connectors).toHaveLength(1);
    expect(findings).toEqual([]);
    const [service] = Object.values<any>(terraform.resource.google_cloud_run_v2_service);
    expect(service.ingress).toBe("INGRESS_TRAFFIC_INTERNAL_ONLY");
  });

  test("reads the project and the region from the context and prefers the environment", () => {
    process.env.GOOGLE_REGION = "us-central1";
    const context = { googleProject: "shop-1", googleRegion: "europe-west1" };
    const { provider, resource } = synthesize(stack(context));
    expect(provider.google).toEqual([{ project: "shop-1" }]);
    expect(Object.values<any>(resource.google_cloud_run_v2_worker_pool)[0].location).toBe("us-central1");
  });

  test.each([
    ["GOOGLE_PROJECT", "Shop", "the id of a Google Cloud project"],
    ["GOOGLE_REGION", "us-central1-a", 'a region such as "asia-northeast1"'],
  ])("fails when the environment variable %s is %j", (variable, value, accepted) => {
    process.env[variable] = value;
    expect(() => stack()).toThrow(`Environment variable ${variable}: "${value}" is not valid. Use ${accepted}.`);
  });
});
