"use server";

import {
  createTeam as createTeamUseCase,
  editTeam as editTeamUseCase,
  setTeamMembers as setTeamMembersUseCase,
} from "@/lib/identity/use-cases/edit-team";
import { action } from "@/lib/platform/http/action";

export const createTeam = action(createTeamUseCase);
export const editTeam = action(editTeamUseCase);
export const setTeamMembers = action(setTeamMembersUseCase);
