import type { ErrorEntry } from "./entry";

/** @internal Codes of Cloud Run. */
export const CLOUD_RUN_CODES = {
  CloudRunIngressPublic: {
    means:
      "A published Cloud Run service is reachable from the internet at its own address, which bypasses Access. It is a warning if `publicIngress` gives a reason.",
    remedy: "Set the service's `ingress` to `INGRESS_TRAFFIC_INTERNAL_ONLY`, or give the reason in `publicIngress`.",
  },
  CloudRunInvokerRequired: {
    means:
      "A published Cloud Run service requires IAM authentication, but requests through a tunnel carry no Google identity token, so every request gets 403. It is a warning if the service does not set `invokerIamDisabled`.",
    remedy:
      "Set `invokerIamDisabled: true` on the service, or set `allUsersInvoke` if an IAM binding grants `roles/run.invoker` to `allUsers`.",
  },
  CloudRunProjectMismatch: {
    means:
      "A Cloud Run service is in another project than the connector. The connector's network is not internal to the service, so every request gets 404.",
    remedy:
      "Publish the service through a connector in its own project, or set `acrossProjects` to the reason why the network is internal to the service.",
  },
  CloudRunServiceInvalid: {
    means:
      "A Cloud Run service is published by an address that is not its own, with settings that its address determines, or with an invalid port.",
    remedy:
      'Use `CloudRunService.of(service)`, or `CloudRunService.fromUri("https://…run.app")` without path or trailing slash.',
  },
  GoogleNameInvalid: {
    means: "A name, region, project or network tag is not valid in Google Cloud.",
    remedy:
      "Start with a letter and use lower-case letters, digits and `-`, within the length that the message gives. Use a region such as `asia-northeast1`, not a zone.",
  },
  NetworkInvalid: {
    means: "A VPC network is specified in a form that Cloud DNS does not support.",
    remedy: "Pass the network's id, `projects/<project>/global/networks/<name>`, or its name.",
  },
  RunAppDnsInvalid: {
    means:
      "The private DNS of run.app has no address or an invalid one, exists more than once for a network, or sets `name` for an existing zone.",
    remedy:
      "Use IPv4 addresses in private ranges. Create the private DNS once for each network, and import it in other stacks with `RunAppDns.fromNetwork`.",
  },
} as const satisfies Record<string, ErrorEntry>;
