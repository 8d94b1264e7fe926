import { Token } from "cdktf";
import { validatePrecedence } from "../../lib/core/precedence";

test.each([1, 11000, 2 ** 31 - 1])("validatePrecedence accepts %d", (precedence) =>
  expect(validatePrecedence(precedence)).toEqual([]),
);

test.each([0, -5, 1.5, NaN, 2 ** 31])("validatePrecedence refuses %d", (precedence) => {
  expect(validatePrecedence(precedence)).toMatchObject([{ code: "PrecedenceInvalid" }]);
});

test("validatePrecedence refuses a token", () => {
  expect(validatePrecedence(Token.asNumber({ resolve: () => 1 } as any))).toMatchObject([{ code: "TokenNotAllowed" }]);
});
