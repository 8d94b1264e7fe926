import { CloudRunV2WorkerPool } from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { TerraformStack } from "cdktf";
import { CloudRunConnectorProps } from "./connector-props";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { METRICS_PORT } from "../tunnel/cloudflared";

/** 7.28 is the first that knows worker pools as generally available; 8.0 takes arguments away. */
const PROVIDER_WITH_PROBES = ">= 7.28.0, < 8.0.0";

const DELAY = { least: 0, most: 3600, why: "Cloud Run takes no more" };
const PERIOD = { least: 10, most: 3600, why: "an answer may take five seconds, and Cloud Run takes no more" };
const THRESHOLD = { least: 1, most: 100, why: "so many failures in a row" };

/** @internal */
export function validateProbe(props: CloudRunConnectorProps): Problem[] {
  const code = "ConnectorProbesInvalid";
  const { livenessInitialDelaySeconds, livenessPeriodSeconds, livenessFailureThreshold } = props;
  const tuned = Object.entries({ livenessInitialDelaySeconds, livenessPeriodSeconds, livenessFailureThreshold })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  return [
    ...(props.probes === true || tuned.length === 0
      ? []
      : [{ code, message: `${tuned.join(", ")} without probes; expected probes: true with it` } as const]),
    ...validateIntegerRange(code, "livenessInitialDelaySeconds", livenessInitialDelaySeconds, DELAY),
    ...validateIntegerRange(code, "livenessPeriodSeconds", livenessPeriodSeconds, PERIOD),
    ...validateIntegerRange(code, "livenessFailureThreshold", livenessFailureThreshold, THRESHOLD),
  ];
}

/** @internal Adds what the bindings do not know, together with the provider that does: each alone is refused by the other. */
export function addProbes(pool: CloudRunV2WorkerPool, props: CloudRunConnectorProps): void {
  const ready = { timeout_seconds: 5, http_get: [{ path: "/ready", port: METRICS_PORT }] };
  // A connection through the VPC may take more than a minute to come: four are all that Cloud Run gives.
  const startup = { ...ready, period_seconds: 10, failure_threshold: 24 };
  const liveness = {
    ...ready,
    initial_delay_seconds: props.livenessInitialDelaySeconds ?? 60,
    period_seconds: props.livenessPeriodSeconds ?? 30,
    // Three minutes without any of four connections: a blip at the edge kills nobody.
    failure_threshold: props.livenessFailureThreshold ?? 6,
  };
  pool.addOverride("template.containers.0.startup_probe", [startup]);
  pool.addOverride("template.containers.0.liveness_probe", [liveness]);
  TerraformStack.of(pool).addOverride("terraform.required_providers.google.version", PROVIDER_WITH_PROBES);
}
