import { Origin } from "./origin";
import { AccessApplication } from "../access/application";
import { BrowserRendering } from "../access/application-options";
import { renderingProblem } from "../access/browser-rendering";
import { HostLock } from "../access/host-access";
import { Problem } from "../core/errors";

/**
 * Validates the terminal that Cloudflare renders in the browser for a host. It is a setting of the Access application,
 * and applies to all paths.
 *
 * @internal
 */
export function validateHostRendering(
  hostname: string,
  { _browserRendering: rendering }: Origin,
  protection: HostLock,
  host: { readonly onlyPaths?: string[]; readonly application?: AccessApplication },
): Problem[] {
  const { onlyPaths, application } = host;
  const problems: Problem[] = [];
  if (rendering !== undefined && protection.kind === "public") {
    const message = `browserRendering: "${hostname}" is public, and Cloudflare renders a terminal only behind Access. Protect the host with policies, or remove browserRendering.`;
    problems.push(renderingProblem(message));
  }
  if (rendering !== undefined && onlyPaths !== undefined) {
    const message = `browserRendering: "${hostname}" serves exact paths only, and Cloudflare renders a terminal only for a whole host. Remove onlyPaths or browserRendering.`;
    problems.push(renderingProblem(message));
  }
  // The type of an application that is managed elsewhere is not known here.
  if (protection.kind === "existing" && application !== undefined && application._browserRendering !== rendering) {
    const message = `browserRendering: the application ${application.node.path} of "${hostname}" renders ${shown(application._browserRendering)}, but the origin requires ${shown(rendering)}. Use the same browserRendering for both.`;
    problems.push(renderingProblem(message));
  }
  return problems;
}

/** @internal Refuses a path of a host with a terminal, and a terminal on a path. */
export function validatePathRendering(path: string, ofHost: Origin, ofPath: Origin): Problem[] {
  if (ofHost._browserRendering === undefined && ofPath._browserRendering === undefined) return [];
  const message = `addPath: "${path}" cannot be added, because Cloudflare renders a terminal in the browser only for a whole host. Publish each of the origins on its own host.`;
  return [renderingProblem(message)];
}

function shown(rendering: BrowserRendering | undefined): string {
  return rendering === undefined ? "no terminal" : `a terminal for ${rendering.toUpperCase()}`;
}
