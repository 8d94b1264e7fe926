import { createRequire } from "module";
import { IConstruct } from "constructs";
import { refuse } from "../../core/errors";

/**
 * Loads a module of an optional peer dependency at first use, so that users of other clouds do not need to install it.
 *
 * @internal
 * @param file the module, such as "@cdktf/provider-aws/lib/lb"; import its type with `import type`
 * @throws ValidationError PeerMissing
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
    refuse(scope, "PeerMissing", `The package "${name}" is required but not installed. Run: npm install ${name}`);
  }
}
