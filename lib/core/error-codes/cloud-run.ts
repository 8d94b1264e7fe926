import type { ErrorEntry } from "./entry";

/** @internal Of Cloud Run. */
export const CLOUD_RUN_CODES = {
  CloudRunIngressPublic: {
    means:
      "The internet reaches a published Cloud Run service at its own address, around Access. A warning where you said why.",
    remedy: "Set its `ingress` to `INGRESS_TRAFFIC_INTERNAL_ONLY`, or say why in `publicIngress`.",
  },
  CloudRunInvokerRequired: {
    means:
      "A published Cloud Run service asks for a Google identity, which nobody has who comes through a tunnel: every request gets 403. A warning where the service does not say that it asks.",
    remedy:
      "Set `invokerIamDisabled: true` on the service, or say in `allUsersInvoke` that an IAM binding lets all users in.",
  },
  CloudRunProjectMismatch: {
    means:
      "A Cloud Run service is in another project than the connector, whose network is then not internal to it: every request gets 404.",
    remedy:
      "Publish it through a connector of its own project, or say in `acrossProjects` what makes the network internal to it.",
  },
  CloudRunServiceInvalid: {
    means:
      "A Cloud Run service is published by an address that is not its own, or with options that its address decides.",
    remedy:
      'Write `CloudRunService.of(service)`, or `CloudRunService.fromUri("https://…run.app")` without path or final slash.',
  },
  GoogleNameInvalid: {
    means: "A name, region, project or network tag is none that Google Cloud takes.",
    remedy: "Follow the message.",
  },
  NetworkInvalid: {
    means: "A VPC network is not written as Cloud DNS takes it.",
    remedy: "Pass its id, `projects/<project>/global/networks/<name>`, or its name.",
  },
  RunAppDnsInvalid: {
    means: "The private DNS of run.app answers with no address, or with malformed ones, or twice for one network.",
    remedy: "Write IPv4 addresses; make it once a network and take it elsewhere by `RunAppDns.fromNetwork`.",
  },
} as const satisfies Record<string, ErrorEntry>;
