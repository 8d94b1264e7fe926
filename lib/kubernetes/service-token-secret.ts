import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { validateNamespace, validateSecretName } from "./name-validation";
import { ServiceToken } from "../access/service-token";
import { report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Settings of a `ServiceTokenSecret`. */
export interface ServiceTokenSecretProps {
  /** The service token. */
  readonly serviceToken: ServiceToken;
  /** The namespace, which must exist. */
  readonly namespace: string;
  /** The name of the Secret. */
  readonly name: string;
  /** The Kubernetes provider of the cluster. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<ServiceTokenSecretProps> = {
  required: {
    serviceToken: "the ServiceToken",
    namespace: "the namespace of the Secret",
    name: "the name of the Secret",
  },
  optional: { provider: true },
};

/**
 * A Kubernetes Secret that contains a service token, with the keys CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET.
 *
 * The secret is stored in Terraform's state with or without this construct, and it is not an output. Pods that read it
 * as environment variables receive a new value after a restart.
 *
 * @example
 * const ci = new ServiceToken(this, "ci", { account });
 * new ServiceTokenSecret(this, "ci-secret", {
 *   serviceToken: ci,
 *   namespace: "builds",
 *   name: "cloudflare-access",
 * });
 *
 * @throws ValidationError ConstructIdInvalid, NamespaceInvalid, PropMissing, PropUnknown,
 * SecretReferenceInvalid, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/
 */
export class ServiceTokenSecret extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: SecretV1;

  public constructor(scope: Construct, id: string, props: ServiceTokenSecretProps) {
    super(scope, id);
    checkProps(this, "ServiceTokenSecret", props, PROPS);
    const { serviceToken, namespace, name, provider } = props;
    this.resource = create(SecretV1, this, "Resource", {
      provider,
      metadata: { namespace, name },
      data: { CF_ACCESS_CLIENT_ID: serviceToken.clientId, CF_ACCESS_CLIENT_SECRET: serviceToken.clientSecret },
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateNamespace("namespace", namespace),
      ...validateSecretName("name", name),
    );
    honourDependencies(this);
  }
}
