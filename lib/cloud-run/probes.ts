import { CloudRunV2WorkerPool } from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { CloudRunConnectorProps } from "./connector-props";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { requireProvider } from "../core/terraform/require-provider";
import { METRICS_PORT } from "../tunnel/cloudflared";

const DELAY = { least: 0, most: 3600, why: "the range that Cloud Run supports" };
const PERIOD = { least: 10, most: 3600, why: "a response can take five seconds, and Cloud Run supports no more" };
const THRESHOLD = { least: 1, most: 100, why: "the number of consecutive failures" };

/** @internal Validates the probe settings of a connector. */
export function validateProbe(props: CloudRunConnectorProps): Problem[] {
  const code = "ConnectorProbesInvalid";
  const { livenessInitialDelaySeconds, livenessPeriodSeconds, livenessFailureThreshold } = props;
  const tuned = Object.entries({ livenessInitialDelaySeconds, livenessPeriodSeconds, livenessFailureThreshold })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  return [
    ...(props.probes === true || tuned.length === 0
      ? []
      : [
          {
            code,
            message: `probes must be true for ${tuned.join(", ")}; set probes: true, or remove the other settings.`,
          } as const,
        ]),
    ...validateIntegerRange(code, "livenessInitialDelaySeconds", livenessInitialDelaySeconds, DELAY),
    ...validateIntegerRange(code, "livenessPeriodSeconds", livenessPeriodSeconds, PERIOD),
    ...validateIntegerRange(code, "livenessFailureThreshold", livenessFailureThreshold, THRESHOLD),
  ];
}

/**
 * Adds arguments that the bindings lack, and the constraint for the provider version that has them. Each requires the
 * other.
 *
 * @internal
 */
export function addProbes(pool: CloudRunV2WorkerPool, props: CloudRunConnectorProps): void {
  const ready = { timeout_seconds: 5, http_get: [{ path: "/ready", port: METRICS_PORT }] };
  // A connection through the VPC can take more than a minute. Cloud Run's maximum is four minutes.
  const startup = { ...ready, period_seconds: 10, failure_threshold: 24 };
  const liveness = {
    ...ready,
    initial_delay_seconds: props.livenessInitialDelaySeconds ?? 60,
    period_seconds: props.livenessPeriodSeconds ?? 30,
    // Three minutes without any of the four connections, so that a short outage of the edge stops no instance.
    failure_threshold: props.livenessFailureThreshold ?? 6,
  };
  pool.addOverride("template.containers.0.startup_probe", [startup]);
  pool.addOverride("template.containers.0.liveness_probe", [liveness]);
  requireProvider(pool, "probes");
}
