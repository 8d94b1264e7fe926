import { App, Testing } from "cdktf";
import examples from "./examples";
import { refusalOf } from "./messages";
import { ERROR_CODES, ErrorCode } from "../../lib/core/error-codes";
import { ErrorEntry } from "../../lib/core/error-codes/entry";
import { isAbout } from "../../scripts/errors-doc";

const codes = Object.keys(ERROR_CODES) as ErrorCode[];
const isNeverSkipped = (code: ErrorCode) => (ERROR_CODES[code] as ErrorEntry).neverSkipped === true;
const { outdir } = Testing.app();

/** The app of the example of a code, with `skipValidation`. */
function appOf(code: ErrorCode): App {
  const app = Testing.stubVersion(new App({ stackTraces: false, outdir, skipValidation: true }));
  const spy = jest.spyOn(Testing, "app").mockReturnValue(app);
  try {
    refusalOf(() => examples[code]!());
  } finally {
    spy.mockRestore();
  }
  return app;
}

test.each(codes.filter(isNeverSkipped))("skipValidation does not skip %s", (code) => {
  const refused = refusalOf(() => appOf(code).synth());
  expect(refused).toContainEqual(expect.stringContaining(`${code}: `));
  expect(refused!.every((message) => codes.some((each) => isNeverSkipped(each) && isAbout(message, each)))).toBe(true);
});

test("skipValidation skips what closes or breaks something", () => {
  expect(refusalOf(() => appOf("NobodyGetsIn").synth())).toBeUndefined();
});
