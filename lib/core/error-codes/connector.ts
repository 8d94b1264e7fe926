import type { ErrorEntry } from "./entry";

/** @internal Of what runs cloudflared, in Kubernetes and in Cloud Run. */
export const CONNECTOR_CODES = {
  ConnectorEgressInvalid: {
    means:
      "A Cloud Run connector's way out is missing, doubled, or that of another network: it would reach Cloudflare or the services, and not both.",
    remedy:
      "Pass `privateDns` (private ranges through the VPC), or `natEgress` (everything through it), of the same network and region.",
  },
  ConnectorGracePeriodInvalid: {
    means: "A connector's grace period is one that cloudflared does not take.",
    remedy: "Write whole seconds from 1 to 180.",
  },
  ConnectorImageRefused: {
    means:
      "A connector's image moves, is malformed, is a release that lets paths walk around Access, or is where Cloud Run takes none from.",
    remedy: "Pin a release, or a digest; for Cloud Run on Docker Hub or in Artifact Registry.",
  },
  ConnectorMismatch: {
    means: "Two connectors of one tunnel sit in different networks: any of them may get any request.",
    remedy: "Make a tunnel for each network.",
  },
  ConnectorNameInvalid: {
    means: "The name of a connector's objects is none that Kubernetes or Google Cloud takes.",
    remedy: "Pass `name`: lower-case letters, digits and `-`; at most 52 in Kubernetes, 6 to 30 in Cloud Run.",
  },
  ConnectorNameTaken: {
    means: "Two connectors of a cluster or a Google project would make objects of one name.",
    remedy: "Pass another `name`; in Kubernetes, another namespace does as well.",
  },
  ConnectorProbesInvalid: {
    means: "A connector's probes are ones that Cloud Run does not take, or are tuned and not on.",
    remedy: "Follow the message.",
  },
  ConnectorReplicasInvalid: {
    means: "A connector has too few or too many replicas.",
    remedy: "Write 2 to 25; a tunnel takes no more.",
  },
  ConnectorResourcesInvalid: {
    means:
      "A connector's processor time or memory is no quantity that Kubernetes takes, or less or more than Cloud Run gives.",
    remedy:
      "In Kubernetes write `cpu` as `100m` or `0.5`, `memory` as `256Mi` or `1Gi`; in Cloud Run `cpu` as 1 to 8, `memory` from `512Mi`.",
  },
  ConnectorSubnetworkInvalid: {
    means:
      "A Cloud Run connector's subnetwork has no private Google access, is too small, in another region, or written otherwise than its network.",
    remedy: "Follow the message.",
  },
  ConnectorWithoutQuic: {
    means:
      "DNS would go through a tunnel one of whose connectors speaks HTTP/2 alone, which carries neither DNS nor other UDP.",
    remedy: "Run the connector with QUIC, which Cloud Run does not carry; or take a tunnel whose connectors speak it.",
  },
  EgressUnknown: {
    means:
      "An origin is a DNS name, which a Kubernetes NetworkPolicy cannot hold, so the connector could not reach it.",
    remedy:
      "Write `KubernetesService` for a Service of the cluster; list the addresses behind any other name in `allowEgress`.",
  },
  EphemeralTokenInvalid: {
    means:
      "What `TunnelToken.fromEphemeral` is given would land in the plan, in the state or in the synthesized JSON, or its version is no number.",
    remedy: "Pass a reference to a variable of this stack that is `ephemeral`, and a version from 1.",
  },
  KubernetesServiceInvalid: {
    means: "A Kubernetes Service's name, port or pod label is malformed.",
    remedy: "Follow the message.",
  },
  NamespaceInvalid: {
    means: "A Kubernetes namespace is no DNS label.",
    remedy: "Write lower-case letters, digits and `-`, at most 63.",
  },
  SecretReferenceInvalid: {
    means:
      "The name or the key of a Kubernetes Secret, or the id or the version of a Secret Manager secret, is malformed.",
    remedy:
      "Copy both from where the secret is, such as `kubectl get secret` or `gcloud secrets versions list` show them.",
  },
  TokenSourceUnsupported: {
    means: "A connector is given the tunnel's token from a source that it cannot use.",
    remedy: "Use one that the message names.",
  },
} as const satisfies Record<string, ErrorEntry>;
