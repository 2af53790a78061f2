"use server";

import { changePassword as changePasswordUseCase } from "@/lib/identity/use-cases/change-password";
import { editAccount as editAccountUseCase } from "@/lib/identity/use-cases/own-account";
import {
  revokeOwnSession as revokeOwnSessionUseCase,
  signOutEverywhere as signOutEverywhereUseCase,
} from "@/lib/identity/use-cases/sign-out-user";
import { action } from "@/lib/platform/http/action";

export const editAccount = action(editAccountUseCase);
export const changePassword = action(changePasswordUseCase);
export const revokeOwnSession = action(revokeOwnSessionUseCase);
export const signOutEverywhere = action(signOutEverywhereUseCase);
