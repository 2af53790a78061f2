/** Every bound of signing in and of what people hold, in one place. */
export const passwordMinCharacters = 15;
export const passwordMaxCharacters = 128;

export const sessionIdleMinutes = 30;
export const sessionAbsoluteHours = 12;
/** How fresh the last asked-for password must be for actions that give power away. */
export const reauthenticationMinutes = 15;
/** An activity within this time of the last recorded one is not written again. */
export const sessionTouchSeconds = 60;

export const throttleWindowMinutes = 15;
/** Failures within the window after which an account, or an address, has to wait. */
export const failuresPerAccount = 10;
export const failuresPerAddress = 10;
/** The same for an address that cannot tell people apart: this machine, or a proxy that is not configured as trusted. */
export const failuresPerSharedAddress = 100;

export const setupLinkHours = 24;
export const invitationHours = 72;

export const tokenMaxDays = 366;
export const tokensPerOwner = 50;
export const streamsPerSession = 10;
