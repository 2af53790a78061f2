"use server";

import { reauthenticate as reauthenticateUseCase } from "@/lib/identity/use-cases/change-password";
import { createUser as createUserUseCase } from "@/lib/identity/use-cases/create-user";
import {
  disableUser as disableUserUseCase,
  enableUser as enableUserUseCase,
} from "@/lib/identity/use-cases/disable-user";
import { editUser as editUserUseCase } from "@/lib/identity/use-cases/edit-user";
import { issueSetupLink as issueSetupLinkUseCase } from "@/lib/identity/use-cases/issue-setup-link";
import { signOutUser as signOutUserUseCase } from "@/lib/identity/use-cases/sign-out-user";
import { action } from "@/lib/platform/http/action";

export const createUser = action(createUserUseCase);
export const editUser = action(editUserUseCase);
export const disableUser = action(disableUserUseCase);
export const enableUser = action(enableUserUseCase);
export const issueSetupLink = action(issueSetupLinkUseCase);
export const signOutUser = action(signOutUserUseCase);
export const reauthenticate = action(reauthenticateUseCase);
