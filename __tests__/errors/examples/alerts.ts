import { messagesOf } from "../messages";
import { account } from "./fixture";
import { ServiceTokenExpiryAlert } from "cdktf-zero-trust";

/** Examples of the codes of alerts. */
export default {
  AlertInvalid: () =>
    messagesOf((stack) => new ServiceTokenExpiryAlert(stack, "tokens", { account, destinations: [] })),
};
