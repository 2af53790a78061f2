/** Addresses of the accounts that the demonstration makes, whose password is no secret. They are shut where it is off. */
export const demoDomain = "signalbox.demo";
