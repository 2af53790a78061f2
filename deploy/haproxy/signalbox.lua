-- Signalbox's fence for HAProxy 2.6 and newer. docs/operations/haproxy.md says how it is installed.
--
--   signalbox apply <token> <term> <epoch> <backend> <ttlMs> <server>=<weight>:<safeWeight>:<state>:<safeState>[,...] ...
--   signalbox claim <token> <term> <backend>
--   signalbox state <token> <backend>
--
-- `apply` sets the whole split of a backend, unless a newer one was accepted: pairs (term, epoch) are compared, terms
-- first. Each argument after the time holds the servers of one slot, separated by commas. States are `ready` and
-- `maint`. With a time above 0 the safe weights and states are set when no other write came within it.
--
-- `claim` lets no write of an earlier term through from now on, and changes neither the split nor the time.
--
-- It answers one line: `ok <term> <epoch>`, or `refused <code> ...` with nothing changed, or `failed <code>`.
-- What it knows lives in this process: a reload forgets it, and returns to the weights of haproxy.cfg.

local WEIGHT_MAX = 256
local TTL_MAX_MS = 86400000
local TOKEN_MIN = 16
local SWEEP_MS = 50
local RETRY_MS = 1000

-- Of each thread's own with lua-load-per-thread: then each thread would remember other writes.
if core.thread ~= nil and core.thread ~= 0 then
  error("signalbox.lua: load it with `lua-load`, not with `lua-load-per-thread`")
end
local token = os.getenv("SIGNALBOX_FENCE_TOKEN") or ""
if #token < TOKEN_MIN or not string.match(token, "^[%w._~+/=-]+$") then
  error("signalbox.lua: set SIGNALBOX_FENCE_TOKEN to at least 16 letters, digits and . _ ~ + / = -")
end

-- By name of backend: { term, epoch, dueMs, safe, fired }.
local memory = {}

local function log(level, text)
  core.log(level, "signalbox: " .. text)
end

-- HAProxy's own time, which steps of the system clock do not move.
local function nowMs()
  local now = core.now()
  return now.sec * 1000 + now.usec // 1000
end

-- Takes the same time wherever the first difference is.
local function isToken(given)
  given = given or ""
  local difference = #given ~ #token
  for index = 1, #token do
    difference = difference | (string.byte(token, index) ~ (string.byte(given, index) or 0))
  end
  return difference == 0
end

-- A whole number, never by way of a float: `tonumber` makes one of what does not fit into 63 bits.
local function toWhole(text, max)
  if text == nil or #text > 19 or not (text == "0" or string.match(text, "^[1-9]%d*$")) then return nil end
  local number = tonumber(text)
  if math.type(number) ~= "integer" or (max ~= nil and number > max) then return nil end
  return number
end

local function isState(text)
  return text == "ready" or text == "maint"
end

local NAME = "[%w_.:-]+"
local ASSIGNMENT = "^(" .. NAME .. ")=(%d+):(%d+):(%a+):(%a+)$"

-- One slot, `a1=90:100:ready:ready,a2=...`, to { name, wanted = { weight, state }, safe = { weight, state } }; nil when
-- it is none.
local function parseSlot(text, known)
  local slot = {}
  for part in string.gmatch(text .. ",", "([^,]*),") do
    local name, weight, safeWeight, state, safeState = string.match(part, ASSIGNMENT)
    weight, safeWeight = toWhole(weight, WEIGHT_MAX), toWhole(safeWeight, WEIGHT_MAX)
    if name == nil or known[name] or not weight or not safeWeight then return nil end
    if not isState(state) or not isState(safeState) then return nil end
    known[name] = true
    slot[#slot + 1] = {
      name = name,
      wanted = { weight = weight, state = state },
      safe = { weight = safeWeight, state = safeState },
    }
  end
  return #slot > 0 and slot or nil
end

local function parseSlots(arguments)
  local slots, known = {}, {}
  for _, text in ipairs(arguments) do
    local slot = parseSlot(text, known)
    if slot == nil then return nil end
    slots[#slots + 1] = slot
  end
  return #slots > 0 and slots or nil
end

-- Somebody gets traffic: a server that is to be ready has a weight.
local function hasTraffic(slots, which)
  for _, slot in ipairs(slots) do
    for _, server in ipairs(slot) do
      if server[which].state == "ready" and server[which].weight > 0 then return true end
    end
  end
  return false
end

-- Name of a server that the backend does not have; nil when it has all.
local function unknownServer(backend, slots)
  for _, slot in ipairs(slots) do
    for _, server in ipairs(slot) do
      if backend.servers[server.name] == nil then return server.name end
    end
  end
  return nil
end

-- What HAProxy shows and what is wanted, server by server.
local function readSlots(backend, slots, which)
  local rows = {}
  for index, slot in ipairs(slots) do
    for _, server in ipairs(slot) do
      local object = backend.servers[server.name]
      local shown = object:get_stats()
      local status = shown.status or ""
      rows[#rows + 1] = {
        slot = index,
        server = object,
        before = shown.weight or 0,
        weight = server[which].weight,
        state = server[which].state,
        isMaint = string.sub(status, 1, 5) == "MAINT",
        isLive = status == "no check" or string.sub(status, 1, 2) == "UP",
      }
    end
  end
  return rows
end

-- Which slots get a greater share than they have; compared as products, so that nothing is divided.
local function gainingSlots(rows)
  local before, after, allBefore, allAfter = {}, {}, 0, 0
  for _, row in ipairs(rows) do
    if row.isLive then
      before[row.slot] = (before[row.slot] or 0) + row.before
      allBefore = allBefore + row.before
    end
    if row.state == "ready" then
      after[row.slot] = (after[row.slot] or 0) + row.weight
      allAfter = allAfter + row.weight
    end
  end
  local gaining = {}
  for _, row in ipairs(rows) do
    gaining[row.slot] = (after[row.slot] or 0) * allBefore > (before[row.slot] or 0) * allAfter
  end
  return gaining
end

-- Changes of live servers in an order in which a gaining slot never has more than its old or its new share: lower the
-- gaining, raise the losing, lower the losing, raise the gaining.
local function inOrder(rows)
  local gaining = gainingSlots(rows)
  local steps = { {}, {}, {}, {} }
  for _, row in ipairs(rows) do
    if row.isLive then
      local isLowered = row.weight < row.before
      local step
      if gaining[row.slot] then step = isLowered and 1 or 4 else step = isLowered and 3 or 2 end
      table.insert(steps[step], row)
    end
  end
  local all = {}
  for _, step in ipairs(steps) do
    for _, row in ipairs(step) do all[#all + 1] = row end
  end
  return all
end

-- A slot of which every server is in maintenance was closed by us and is opened; a single one is somebody's work.
local function openSlots(rows)
  local isClosed = {}
  for _, row in ipairs(rows) do
    if isClosed[row.slot] == nil then isClosed[row.slot] = true end
    if not row.isMaint then isClosed[row.slot] = false end
  end
  for _, row in ipairs(rows) do
    if row.state == "ready" and isClosed[row.slot] then row.server:set_ready() end
  end
end

local function weigh(row)
  row.server:set_weight(tostring(row.weight))
end

-- Make the split so. There is a server with a weight at every moment: what would lower the last one waits until the
-- others have theirs. Answers whether HAProxy took every weight.
local function setSplit(backend, slots, which)
  local rows = readSlots(backend, slots, which)
  for _, row in ipairs(rows) do
    if not row.isLive then weigh(row) end
  end
  local sum, waiting = 0, {}
  for _, row in ipairs(rows) do
    if row.isLive then sum = sum + row.before end
  end
  for _, row in ipairs(inOrder(rows)) do
    local changed = sum - row.before + row.weight
    if row.weight < row.before and changed <= 0 then
      waiting[#waiting + 1] = row
    else
      sum = changed
      weigh(row)
    end
  end
  openSlots(rows)
  for _, row in ipairs(waiting) do weigh(row) end
  for _, row in ipairs(rows) do
    if row.state == "maint" then row.server:set_maint() end
  end
  for _, row in ipairs(rows) do
    if row.state == "maint" then row.server:shut_sess() end
  end
  for _, row in ipairs(rows) do
    if tostring(row.server:get_weight()):match("^%d+") ~= tostring(row.weight) then return false end
  end
  return true
end

-- Run without a pause: HAProxy may otherwise let other Lua in after some thousand instructions, and two writes would
-- mix. It cannot pause below a function of the standard library that is written in C.
local function atOnce(work)
  local answer
  string.gsub("x", "x", function() answer = work() end)
  return answer
end

local function isOlder(term, epoch, known)
  return term < known.term or (term == known.term and epoch < known.epoch)
end

local function accept(name, backend, write)
  local known = memory[name]
  if known ~= nil and isOlder(write.term, write.epoch, known) then
    return string.format("refused fenced %d %d", known.term, known.epoch)
  end
  memory[name] = {
    term = write.term,
    epoch = write.epoch,
    dueMs = write.ttlMs > 0 and nowMs() + write.ttlMs or nil,
    safe = write.slots,
    fired = false,
  }
  if not setSplit(backend, write.slots, "wanted") then return "failed weights_refused" end
  return string.format("ok %d %d", write.term, write.epoch)
end

local function apply(given, termText, epochText, name, ttlText, ...)
  if not isToken(given) then return "refused token" end
  local term, epoch, ttlMs = toWhole(termText), toWhole(epochText), toWhole(ttlText, TTL_MAX_MS)
  local slots = parseSlots({ ... })
  if not term or not epoch or not ttlMs or not slots then return "refused malformed" end
  local backend = core.backends[name]
  if backend == nil then return "refused unknown_backend" end
  local unknown = unknownServer(backend, slots)
  if unknown ~= nil then return "refused unknown_server " .. unknown end
  if not hasTraffic(slots, "wanted") or not hasTraffic(slots, "safe") then return "refused all_zero" end
  local write = { term = term, epoch = epoch, ttlMs = ttlMs, slots = slots }
  return atOnce(function() return accept(name, backend, write) end)
end

local function claim(given, termText, name, more)
  if not isToken(given) then return "refused token" end
  local term = toWhole(termText)
  if not term or name == nil or more ~= nil then return "refused malformed" end
  if core.backends[name] == nil then return "refused unknown_backend" end
  return atOnce(function()
    local known = memory[name]
    if known == nil then
      known = { term = term, epoch = 0, fired = false }
      memory[name] = known
    elseif term < known.term then
      return string.format("refused fenced %d %d", known.term, known.epoch)
    end
    known.term = term
    return string.format("ok %d %d", known.term, known.epoch)
  end)
end

local function state(given, name, more)
  if not isToken(given) then return "refused token" end
  if name == nil or more ~= nil then return "refused malformed" end
  if core.backends[name] == nil then return "refused unknown_backend" end
  local known = memory[name]
  if known == nil then return "ok none" end
  if known.fired then return string.format("ok %d %d fired", known.term, known.epoch) end
  if known.dueMs == nil then return string.format("ok %d %d unheld", known.term, known.epoch) end
  return string.format("ok %d %d held %d", known.term, known.epoch, math.max(0, known.dueMs - nowMs()))
end

-- A failure of one command or one backend must not end the process' only watch over the others.
local function guarded(work, ...)
  local ok, answer = pcall(work, ...)
  if ok then return answer end
  log(core.alert, "failed: " .. tostring(answer))
  return "failed internal"
end

local function register(verb, usage, work)
  core.register_cli({ "signalbox", verb }, usage, function(applet, _, _, ...)
    local answer = guarded(work, ...)
    if string.sub(answer, 1, 2) ~= "ok" then log(core.warning, verb .. " " .. answer) end
    applet:send(answer .. "\n")
  end)
end

register("apply", "signalbox apply <token> <term> <epoch> <backend> <ttlMs> <server>=<w>:<safe>:<state>:<safe> ...", apply)
register("claim", "signalbox claim <token> <term> <backend>", claim)
register("state", "signalbox state <token> <backend>", state)

local function fire(name, known)
  known.fired = setSplit(core.backends[name], known.safe, "safe")
  return known.fired and "the safe one is set" or "HAProxy did not take every safe weight"
end

local function sweep()
  local now = nowMs()
  for name, known in pairs(memory) do
    if known.dueMs ~= nil and not known.fired and now >= known.dueMs then
      local outcome = guarded(fire, name, known)
      log(core.warning, string.format(
        "nobody renewed the split of %s (term %d, epoch %d): %s", name, known.term, known.epoch, outcome))
      if not known.fired then known.dueMs = now + RETRY_MS end
    end
  end
end

core.register_task(function()
  while true do
    atOnce(sweep)
    core.msleep(SWEEP_MS)
  end
end)
