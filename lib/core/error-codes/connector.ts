import type { ErrorEntry } from "./entry";

/** @internal Codes of connectors, in Kubernetes and in Cloud Run. */
export const CONNECTOR_CODES = {
  ConnectorEgressInvalid: {
    means:
      "A Cloud Run connector publishes Cloud Run services without `privateDns` or `natEgress`, has both, or has one of another network, subnetwork or region. It could then not reach both Cloudflare and the services.",
    remedy:
      "Pass `privateDns` (only private ranges go through the VPC) or `natEgress` (all traffic goes through the VPC), of the connector's network and region.",
  },
  ConnectorGracePeriodInvalid: {
    means: "The grace period of a connector is outside the range that cloudflared supports.",
    remedy: "Set `gracePeriodSeconds` to an integer from 1 to 180.",
  },
  ConnectorImageRefused: {
    means:
      "The image of a connector is malformed, has no fixed version, is a release whose path handling allows requests to bypass Access, or is in a registry that Cloud Run does not support.",
    remedy:
      "Set `image` to a release or a digest, such as `cloudflare/cloudflared:2026.8.2`. For Cloud Run, use Docker Hub or Artifact Registry.",
  },
  ConnectorMismatch: {
    means:
      "Two connectors of one tunnel are in different networks. Cloudflare can send any request to any of them, so requests would fail at random.",
    remedy: "Create one tunnel for each network.",
  },
  ConnectorNameInvalid: {
    means: "The name of a connector is not a valid name in Kubernetes or Google Cloud.",
    remedy:
      "Set `name` to lower-case letters, digits and `-`: at most 52 characters in Kubernetes, 6 to 30 in Cloud Run.",
  },
  ConnectorNameTaken: {
    means: "Two connectors would create objects with the same name in one namespace or one Google Cloud project.",
    remedy: "Set another `name`. In Kubernetes, another namespace is also possible.",
  },
  ConnectorProbesInvalid: {
    means: "The probe settings of a connector are outside Cloud Run's range, or are set without `probes`.",
    remedy:
      "Set `probes: true`, `livenessInitialDelaySeconds` from 0 to 3600, `livenessPeriodSeconds` from 10 to 3600, and `livenessFailureThreshold` from 1 to 100; or remove these settings.",
  },
  ConnectorReplicasInvalid: {
    means: "A connector has too few or too many replicas.",
    remedy: "Set `replicas` (Kubernetes) or `instances` (Cloud Run) to an integer from 2 to 25, the tunnel's maximum.",
  },
  ConnectorResourcesInvalid: {
    means:
      "The CPU or memory of a connector is not a valid Kubernetes quantity, or is outside the range that Cloud Run supports.",
    remedy:
      "In Kubernetes, set `cpu` to a quantity such as `100m` or `0.5`, and `memory` to one such as `256Mi` or `1Gi`. In Cloud Run, set `cpu` to an integer from 1 to 8, and `memory` to `512Mi` or more.",
  },
  ConnectorSubnetworkInvalid: {
    means:
      "The subnetwork of a Cloud Run connector has no Private Google Access, is too small, is in another region, or is specified in another form than the network.",
    remedy:
      "Use a subnetwork of the connector's region with Private Google Access and a /26 or larger range. Specify network and subnetwork both by name, or both by full path.",
  },
  ConnectorSchedulingInvalid: {
    means:
      "A node selector, a toleration, a priority class, an image pull secret or `minReadySeconds` of a connector is malformed.",
    remedy:
      "Use valid Kubernetes labels and names, tolerations with an effect of `NoSchedule`, `PreferNoSchedule` or `NoExecute`, and `minReadySeconds` from 0 to 600.",
  },
  ConnectorWithoutQuic: {
    means:
      "A tunnel would carry DNS, but one of its connectors supports HTTP/2 only, which carries neither DNS nor other UDP traffic.",
    remedy:
      "Run the connector with QUIC, which is not available in Cloud Run, or use a tunnel whose connectors support QUIC.",
  },
  DnsServerInvalid: {
    means: "A port or a label of a `DnsServer` is malformed.",
    remedy: "Use a port from 1 to 65535 and valid Kubernetes labels.",
  },
  EgressUnknown: {
    means:
      "An origin or a hostname route is a DNS name with unknown addresses. A Kubernetes NetworkPolicy matches addresses only, so the connector could not reach it.",
    remedy:
      "Use `KubernetesService` for a Service of the cluster. Otherwise, list the addresses behind the name with `withAddresses` of the origin, or in the `destinations` of the route.",
  },
  EphemeralTokenInvalid: {
    means:
      "The value of `TunnelToken.fromEphemeral` would be stored in the plan, in the state or in the synthesized JSON, or its version is not a positive integer.",
    remedy: "Pass a reference to a variable of this stack that is `ephemeral`, and a version of 1 or more.",
  },
  KubernetesServiceInvalid: {
    means: "The name, a port, a pod label or the cluster domain of a Kubernetes Service is malformed.",
    remedy:
      "Use the values of `kubectl get service --output yaml`: the name without its namespace, ports from 1 to 65535, and valid Kubernetes labels. Specify `clusterDomain` without a trailing dot.",
  },
  KubernetesServiceUnreachable: {
    means:
      "The pods of a published Service are in the network of their nodes, as those of the API server are, so a NetworkPolicy cannot select them.",
    remedy:
      "List the addresses of its endpoints in `addresses`. For the API server, they are those of `kubectl get endpointslices --namespace default`.",
  },
  NamespaceInvalid: {
    means: "The name of a Kubernetes namespace is not a valid DNS label.",
    remedy: "Use lower-case letters, digits and `-`, at most 63 characters.",
  },
  OriginFileMissing: {
    means:
      "An origin uses a file that its connectors do not have: a `caPool`, or a Unix socket. A connector that cannot read a `caPool` drops the whole configuration of the tunnel.",
    remedy:
      "Mount the `caPool` with `certificateAuthorities` of the `KubernetesConnector` at the same path, or use an image that contains it. For a Unix socket, run cloudflared yourself.",
  },
  SecretReferenceInvalid: {
    means:
      "The name or the key of a Kubernetes Secret, or the id or the version of a Secret Manager secret, is malformed.",
    remedy: "Copy both values from the output of `kubectl get secret` or `gcloud secrets versions list`.",
  },
  TargetVersionsTooWide: {
    means:
      "`targetVersions` of a CDK Terrain project, which declares the supported releases of Terraform and OpenTofu, includes releases without write-only arguments. `TunnelToken.fromEphemeral` uses one in Cloud Run. If the field is not set, it includes every release from Terraform 1.5.7 and OpenTofu 1.6.0.",
    remedy: "Set the field in `cdktf.json` to the value in the message.",
  },
  TokenSourceUnsupported: {
    means: "The token of a connector comes from a source that the connector does not support.",
    remedy:
      "In Kubernetes, use `TunnelToken.fromKubernetesSecret` or `fromTunnel`. In Cloud Run, use `TunnelToken.fromSecretManager`, `fromEphemeral` or `fromTunnel`.",
  },
} as const satisfies Record<string, ErrorEntry>;
