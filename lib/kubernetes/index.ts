export { KubernetesConnector } from "./connector";
export { KubernetesConnectorProps } from "./connector-props";
export { KubernetesService, KubernetesServiceOptions } from "./service";
export { ServiceTokenSecret, ServiceTokenSecretProps } from "./service-token-secret";
