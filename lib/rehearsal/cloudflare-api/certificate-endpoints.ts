import { objectAt } from "./collection";
import type { Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import type { Values } from "../../core/terraform/values";
import { computedValue } from "../cloud/computed";
import type { CloudObject } from "../cloud/object";

const APPLICATION = "cloudflare_zero_trust_access_application";
const CERTIFICATE = "cloudflare_zero_trust_access_short_lived_certificate";

/**
 * The certificate authorities of applications, for short-lived SSH certificates. An application has at most one, at a
 * path below the application, and the provider uses the id of the application as the id of the authority.
 *
 * @internal
 */
export const CERTIFICATE_ENDPOINTS: Endpoint[] = ["accounts/{account_id}", "zones/{zone_id}"].flatMap((owner) =>
  endpointsBelow(`${owner}/access/apps`),
);

function endpointsBelow(applications: string): Endpoint[] {
  const path = `${applications}/{app_id}/ca`;
  return [
    {
      method: "GET",
      path: `${applications}/ca`,
      type: CERTIFICATE,
      list: ({ cloud, parameters }) =>
        cloud
          .ofType(CERTIFICATE)
          .filter(({ values }) => Object.entries(parameters).every(([key, value]) => values[key] === value))
          .map(({ state }) => state),
    },
    {
      method: "GET",
      path,
      type: CERTIFICATE,
      idOf: ({ parameters }) => parameters.app_id,
      read: (request) => success(certificateOf(request).state),
    },
    {
      method: "POST",
      path,
      type: CERTIFICATE,
      change: (request) => ({ operation: "create", after: createdCertificate(request) }),
      answer: (change) => success(change.operation === "create" ? change.after.state : null),
    },
    {
      method: "DELETE",
      path,
      type: CERTIFICATE,
      change: (request) => ({ operation: "delete", before: certificateOf(request) }),
      answer: (change) => success(change.operation === "delete" ? { id: change.before.state.id } : null),
    },
  ];
}

/** The application of the path, in its account or zone. */
function applicationOf(request: EndpointRequest): CloudObject {
  const { app_id: id, ...scope } = request.parameters;
  return objectAt({ type: APPLICATION }, { ...request, parameters: { ...scope, id } });
}

function certificateOf(request: EndpointRequest): CloudObject {
  const { id } = applicationOf(request);
  const certificate = request.cloud.find(CERTIFICATE, id);
  if (certificate === undefined) throw new ApiProblem(404, 1003, `application ${id} has no certificate authority`);
  return certificate;
}

function createdCertificate(request: EndpointRequest): CloudObject {
  const { id, name, values: application } = applicationOf(request);
  const owner = { type: CERTIFICATE, name, distinction: request.cloud.generation(CERTIFICATE, name) };
  const computed = (attribute: string) => String(computedValue(owner, attribute, []));
  const state: Values = {
    id: computed("id"),
    aud: application.aud,
    public_key: `ecdsa-sha2-nistp256 ${computed("public_key")} open-ssh-ca@cloudflareaccess.org`,
  };
  return {
    type: CERTIFICATE,
    id,
    name,
    values: { ...state, ...request.parameters, id },
    state: state as CloudObject["state"],
  };
}
