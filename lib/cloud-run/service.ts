import type { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { Fn, Token } from "cdktf";
import { InternalCloudRunService } from "./internal-service";
import { projectOf } from "./project";
import { Problem, reportAtEnd, warn } from "../core/errors";
import { Origin, RunService } from "../tunnel/origin";
import { OriginOptions } from "../tunnel/origin-options";

/** Defines what makes the network of another project internal to a Cloud Run service. */
export enum ProjectBoundary {
  /** The service itself is attached to the Shared VPC that the connector is in. */
  SHARED_VPC = "shared VPC",
  /** Both projects are in one VPC Service Controls perimeter. */
  PERIMETER = "VPC Service Controls perimeter",
}

/** Defines how a connector speaks to a Cloud Run service, and what is known of the service elsewhere. */
export interface CloudRunServiceOptions extends OriginOptions {
  /** Why a service that the internet reaches at its own address, around Access, is published all the same. @default - refused */
  readonly publicIngress?: string;
  /** Whether all users may invoke the service by an IAM binding, although it asks for a Google identity. @default false */
  readonly allUsersInvoke?: boolean;
  /** What makes the connector's network internal to a service of another project. @default - refused where both projects are known */
  readonly acrossProjects?: ProjectBoundary;
}

/** What the service's address decides: its host, and the certificate of run.app. */
const DECIDED = ["httpHostHeader", "noTlsVerify", "originServerName", "matchSniToHost", "caPool"] as const;

/**
 * Defines origins that are Cloud Run services: with the Host that Google's front end asks for, and their certificate verified.
 *
 * Errors: CloudRunIngressPublic, CloudRunInvokerRequired, CloudRunProjectMismatch, CloudRunServiceInvalid.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
export class CloudRunService {
  /** Defines a service of this app, whose ingress and invoker check are judged. */
  public static of(service: CloudRunV2Service | InternalCloudRunService, options: CloudRunServiceOptions = {}): Origin {
    const { publicIngress, allUsersInvoke, acrossProjects, ...originOptions } = options;
    const resource = "resource" in service ? service.resource : service;
    judge(resource, publicIngress, allUsersInvoke ?? false);
    const project = projectOf(resource, resource.projectInput, resource.provider);
    return originOf(resource.uri, originOptions, { project, acrossProjects: acrossProjects !== undefined }, []);
  }

  /** Defines a service of somebody else, of which only the address is known. @param uri `https://<service>….run.app`, without path or final slash */
  public static fromUri(uri: string, options: OriginOptions = {}): Origin {
    const service = { acrossProjects: true };
    return originOf(uri, options, service, validateServiceUri(uri));
  }

  private constructor() {}
}

function originOf(uri: string, options: OriginOptions, runService: RunService, problems: Problem[]): Origin {
  const host = Token.isUnresolved(uri) ? Fn.trimprefix(uri, "https://") : uri.replace(/^https:\/\//, "");
  return Origin._reachedBy(
    uri,
    { ...options, httpHostHeader: host },
    { kind: "name", hostname: host, port: 443, runService },
    [...problems, ...validateServiceOptions(options)],
  );
}

/** Errors at the end, after what Aspects make of the service; the warnings are of now. */
function judge(service: CloudRunV2Service, publicIngress: string | undefined, allUsersInvoke: boolean): void {
  const isSaid = publicIngress !== undefined && publicIngress.trim() !== "";
  reportAtEnd(service, () => [
    ...(isSaid ? [] : validateServiceIngress(service)),
    ...(allUsersInvoke ? [] : validateInvoker(service)),
  ]);
  if (isSaid) {
    warn(service, "CloudRunIngressPublic", `the internet may reach the service around Access: ${publicIngress}`);
  }
  if (!allUsersInvoke && service.invokerIamDisabledInput === undefined) {
    const message =
      "the service asks for a Google identity unless all users may invoke it, and nobody has one who comes through a tunnel; set invokerIamDisabled: true, or say allUsersInvoke";
    warn(service, "CloudRunInvokerRequired", message);
  }
}

function validateServiceIngress({ ingressInput: ingress }: CloudRunV2Service): Problem[] {
  if (ingress === "INGRESS_TRAFFIC_INTERNAL_ONLY" || ingress === "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER") return [];
  const got =
    ingress === undefined
      ? "not set, which means INGRESS_TRAFFIC_ALL"
      : Token.isUnresolved(ingress)
        ? "a token, which nobody can judge"
        : `"${ingress}"`;
  const message = `ingress is ${got}: the internet would reach the service around Access; expected INGRESS_TRAFFIC_INTERNAL_ONLY, or the reason in publicIngress`;
  return [{ code: "CloudRunIngressPublic", message }];
}

function validateInvoker({ invokerIamDisabledInput: disabled }: CloudRunV2Service): Problem[] {
  if (disabled !== false) return [];
  const message =
    "invokerIamDisabled is false: the service asks for a Google identity, which nobody has who comes through a tunnel; set it to true, or say allUsersInvoke where an IAM binding lets all users in";
  return [{ code: "CloudRunInvokerRequired", message }];
}

function validateServiceUri(uri: string): Problem[] {
  if (Token.isUnresolved(uri) || /^https:\/\/[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/.test(uri)) {
    if (Token.isUnresolved(uri) || uri.endsWith(".run.app")) return [];
  }
  const message = `the uri is "${uri}"; expected https://<service>….run.app in lower case, without port, path or final slash`;
  return [{ code: "CloudRunServiceInvalid", message }];
}

function validateServiceOptions(options: OriginOptions): Problem[] {
  return DECIDED.filter((option) => options[option] !== undefined).map((option) => ({
    code: "CloudRunServiceInvalid",
    message: `${option} is given; the service's address decides it, and its certificate is verified: remove it`,
  }));
}
