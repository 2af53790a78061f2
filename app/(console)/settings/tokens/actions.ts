"use server";

import { reauthenticate as reauthenticateUseCase } from "@/lib/identity/use-cases/change-password";
import { createToken as createTokenUseCase } from "@/lib/identity/use-cases/create-token";
import { revokeToken as revokeTokenUseCase } from "@/lib/identity/use-cases/revoke-token";
import { action } from "@/lib/platform/http/action";

export const createToken = action(createTokenUseCase);
export const revokeToken = action(revokeTokenUseCase);
export const reauthenticate = action(reauthenticateUseCase);
