import { createRequire } from "module";
import { IConstruct } from "constructs";
import { refuse } from "../../core/errors";

/**
 * Loads a module of an optional peer where it is used, and not with this one: whoever has no AWS needs no bindings of it.
 *
 * Errors: PeerMissing.
 *
 * @internal
 * @param file the module, such as "@cdktf/provider-aws/lib/lb"; name its type by `import type`
 */
export function loadPeer<Module>(scope: IConstruct, file: string, load = createRequire(__filename)): Module {
  requireInstalled(scope, file, load);
  return load(file);
}

function requireInstalled(scope: IConstruct, file: string, load: NodeJS.Require): void {
  try {
    load.resolve(file);
  } catch {
    const name = file.split("/").slice(0, 2).join("/");
    refuse(scope, "PeerMissing", `this needs the package "${name}", which is not installed; npm install ${name}`);
  }
}
