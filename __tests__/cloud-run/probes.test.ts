import { TerraformStack } from "cdktf";
import { complaints, connected } from "./support";
import { constraintOf, providerVersionOf } from "../support/cdk";

const POOL = "google_cloud_run_v2_worker_pool";

function providerVersion(stack: TerraformStack): string {
  return stack.toTerraform().terraform.required_providers.google.version;
}

describe("CloudRunConnector: probes", () => {
  test("sets probes together with the provider version that supports them, because 6.50 does not", () => {
    const { only, stack } = connected({ probes: true });
    expect(providerVersion(stack)).toBe(constraintOf("google", ">= 7.28.0, < 8.0.0"));
    const http_get = [{ path: "/ready", port: 2000 }];
    expect(only(POOL).template.containers[0]).toMatchObject({
      startup_probe: [{ http_get, period_seconds: 10, timeout_seconds: 5, failure_threshold: 24 }],
      liveness_probe: [
        { http_get, initial_delay_seconds: 60, period_seconds: 30, timeout_seconds: 5, failure_threshold: 6 },
      ],
    });
  });

  test.each([undefined, false])("sets neither probes nor another provider version when probes is %s", (probes) => {
    const { only, stack } = connected({ ...(probes !== undefined && { probes }) });
    expect(JSON.stringify(only(POOL))).not.toContain("probe");
    expect(providerVersion(stack)).toBe(providerVersionOf("google"));
  });

  test("accepts a failure threshold of one, and tolerates two minutes by default", () => {
    const strict = { livenessInitialDelaySeconds: 180, livenessPeriodSeconds: 10, livenessFailureThreshold: 1 };
    const { only } = connected({ probes: true, ...strict });
    const [container] = only(POOL).template.containers;
    expect(container.liveness_probe[0]).toMatchObject({
      initial_delay_seconds: 180,
      period_seconds: 10,
      failure_threshold: 1,
    });
    const { period_seconds: period, failure_threshold: failures } = connected({ probes: true }).only(POOL).template
      .containers[0].liveness_probe[0];
    expect(period * failures).toBeGreaterThanOrEqual(120);
  });

  test("keeps the startup probe below Cloud Run's four minutes, and timeouts below periods", () => {
    const [{ startup_probe, liveness_probe }] = connected({ probes: true, livenessPeriodSeconds: 10 }).only(POOL)
      .template.containers;
    expect(startup_probe[0].period_seconds * startup_probe[0].failure_threshold).toBeLessThanOrEqual(240);
    for (const [probe] of [startup_probe, liveness_probe]) {
      expect(probe.timeout_seconds).toBeLessThan(probe.period_seconds);
    }
  });

  test("fails when liveness settings are set without probes", () => {
    expect(complaints({ livenessPeriodSeconds: 30 })).toContain(
      "ConnectorProbesInvalid: probes must be true for livenessPeriodSeconds",
    );
  });

  test.each([
    ["livenessInitialDelaySeconds", -1, 0, 3600],
    ["livenessInitialDelaySeconds", 3601, 0, 3600],
    ["livenessPeriodSeconds", 9, 10, 3600],
    ["livenessPeriodSeconds", 10.5, 10, 3600],
    ["livenessFailureThreshold", 0, 1, 100],
  ])("fails when %s is %d", (name, value, least, most) => {
    expect(complaints({ probes: true, [name]: value })).toMatch(
      new RegExp(`ConnectorProbesInvalid: ${name}.*${value}.* ${least} to ${most}`),
    );
    expect(complaints({ probes: true, [name]: least })).toBe("");
    expect(complaints({ probes: true, [name]: most })).toBe("");
  });
});
