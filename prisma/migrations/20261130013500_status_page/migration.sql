-- CreateTable
CREATE TABLE "status_page" (
    "id" TEXT NOT NULL,
    "is_on" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "saved_by" TEXT,
    "saved_at" TIMESTAMPTZ(3),

    CONSTRAINT "status_page_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "status_page_service" (
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,

    CONSTRAINT "status_page_service_pkey" PRIMARY KEY ("position")
);

-- AddForeignKey
ALTER TABLE "status_page_service" ADD CONSTRAINT "status_page_service_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "status_page_service" ADD CONSTRAINT "status_page_service_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- There is one, and it is off until somebody switches it on.
alter table status_page add constraint status_page_only_one check (id = 'status');
insert into status_page (id, title) values ('status', 'Status');
