import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { validateGoogleName, validateProject, validateRegion } from "./name-validation";
import { report } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

const PORT = { least: 1, most: 65535, why: "it is a TCP port" };

/** Defines a service that nobody reaches from the internet. */
export interface InternalCloudRunServiceProps {
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The image, in Artifact Registry or on Docker Hub. */
  readonly image: string;
  /** The name, 2 to 26 characters. @default - the construct's id */
  readonly name?: string;
  /** The port that the container listens on, 1 to 65535. @default 8080 */
  readonly port?: number;
  /** The container's environment; no secrets, which would be in Terraform's state. @default - none */
  readonly environment?: { [name: string]: string };
  /** The Google project. @default - the provider's */
  readonly project?: string;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a Cloud Run service to be published through a tunnel: internal ingress, a service account of its own that may do nothing yet, and no check of
 * Google identities, which nobody has who comes through a tunnel. Everything in the project's VPC networks reaches it; for more than that let the service itself verify
 * Access's token.
 *
 * Errors: GoogleNameInvalid.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
export class InternalCloudRunService extends Construct {
  public readonly resource: CloudRunV2Service;
  /** The e-mail of its service account, to give it what it needs. */
  public readonly serviceAccountEmail: string;

  public constructor(scope: Construct, id: string, props: InternalCloudRunServiceProps) {
    super(scope, id);
    const { region, image, name = id, port = 8080, environment = {}, project, provider } = props;
    const account = new ServiceAccount(this, "ServiceAccount", {
      provider,
      project,
      accountId: `run-${name}`,
      displayName: `Cloud Run service ${name}`,
    });
    this.serviceAccountEmail = account.email;
    const env = Object.entries(environment).map(([key, value]) => ({ name: key, value }));
    this.resource = new CloudRunV2Service(this, "Resource", {
      provider,
      project,
      location: region,
      name,
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      invokerIamDisabled: true,
      // It keeps nothing, and its address comes back with its name.
      deletionProtection: false,
      template: {
        serviceAccount: account.email,
        containers: [{ image, ports: { containerPort: port }, ...(env.length > 0 && { env }) }],
      },
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateRegion("region", region),
      ...validateGoogleName("name", name, 2, 26), // "run-" and it name the service account, which takes 30
      ...validateIntegerRange("CloudRunServiceInvalid", "port", port, PORT),
      ...validateProject(project),
    );
    honourDependencies(this);
  }
}
