import { Token } from "cdktf";
import { AccessApplicationOptions, BrowserRendering } from "./application-options";
import { IAccessPolicy } from "./interfaces";
import { Problem } from "../core/errors";

/** The decisions that Cloudflare supports for a rendered application. */
const DECISIONS = ["allow", "deny"];

/** @internal Validates an application with a terminal in the browser. */
export function validateRendering(
  rendering: BrowserRendering | undefined,
  policies: IAccessPolicy[],
  { serviceAuth401 }: AccessApplicationOptions,
): Problem[] {
  if (rendering === undefined || Token.isUnresolved(rendering)) return [];
  const accepted: string[] = Object.values(BrowserRendering);
  if (!accepted.includes(rendering)) {
    return [
      renderingProblem(
        `browserRendering: "${String(rendering)}" is not valid. Use BrowserRendering.SSH or BrowserRendering.VNC.`,
      ),
    ];
  }
  const unsupported = policies.filter(
    ({ _data }) => _data?.decision !== undefined && !DECISIONS.includes(_data.decision),
  );
  return [
    ...unsupported.map(({ node, _data }) =>
      renderingProblem(
        `policy ${node.path} has the decision "${_data!.decision}". Cloudflare supports only allow and deny policies where it renders a terminal in the browser; remove the policy or browserRendering.`,
      ),
    ),
    ...(serviceAuth401 === true
      ? [
          renderingProblem(
            "serviceAuth401: no effect where Cloudflare renders a terminal in the browser, because service tokens are not supported there. Remove it.",
          ),
        ]
      : []),
  ];
}

/** @internal A combination with which Cloudflare renders no terminal. */
export function renderingProblem(message: string): Problem {
  return { code: "BrowserRenderingInvalid", message };
}
