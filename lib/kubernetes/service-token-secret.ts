import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { validateNamespace, validateSecretName } from "./name-validation";
import { ServiceToken } from "../access/service-token";
import { report } from "../core/errors";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Defines where a service token is delivered. */
export interface ServiceTokenSecretProps {
  readonly serviceToken: ServiceToken;
  /** The namespace, which exists already. */
  readonly namespace: string;
  /** The Secret's name. */
  readonly name: string;
  /** The Kubernetes provider of the cluster. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a Secret that hands a service token to pods, as CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET.
 *
 * The service token's secret is in Terraform's state as it is; it is no output. Pods that read it as environment variables see a new
 * one after a restart. Errors: NamespaceInvalid, SecretReferenceInvalid, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/
 */
export class ServiceTokenSecret extends Construct {
  public readonly resource: SecretV1;

  public constructor(scope: Construct, id: string, props: ServiceTokenSecretProps) {
    super(scope, id);
    const { serviceToken, namespace, name, provider } = props;
    this.resource = new SecretV1(this, "Resource", {
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
