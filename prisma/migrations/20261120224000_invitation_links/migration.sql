-- A link without a user makes the first administrator; a link with one sets that user's password.
-- AlterTable
ALTER TABLE "setup_link" ADD COLUMN     "user_id" TEXT;

-- CreateIndex
CREATE INDEX "setup_link_user_id_idx" ON "setup_link"("user_id");

-- AddForeignKey
ALTER TABLE "setup_link" ADD CONSTRAINT "setup_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
