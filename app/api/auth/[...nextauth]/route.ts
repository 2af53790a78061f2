import { handleAuth } from "@/lib/identity/adapters/next-auth-handler";
import { answer } from "@/lib/platform/http/route";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

async function handler(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  return answer(request, (runtime, requestId) => handleAuth(request, nextauth, runtime, requestId));
}

export { handler as GET, handler as POST };
