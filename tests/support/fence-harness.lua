-- Runs deploy/haproxy/signalbox.lua against servers that only write down what is done to them:
--   harness <server>=<weight>:<status>[,...] <arguments of `signalbox apply`>
-- answers the answer, and then the servers after each change.

local handlers = {}
local servers, trace

local function note()
  local words = {}
  for name, server in pairs(servers) do words[#words + 1] = name .. "=" .. server.weight .. ":" .. server.status end
  trace[#trace + 1] = table.concat(words, " ")
end

local Server = {}
Server.__index = Server
function Server:get_stats() return { weight = self.weight, status = self.status } end
function Server:get_weight() return tostring(self.weight) end
function Server:set_weight(text)
  self.weight = math.tointeger(tonumber(text))
  note()
end
function Server:set_ready()
  self.status = "UP"
  note()
end
function Server:set_maint()
  self.status = "MAINT"
  note()
end
function Server:shut_sess() end

local double = {
  thread = 0,
  backends = {},
  now = core.now,
  log = function() end,
  register_task = function() end,
  register_cli = function(path, _, handler) handlers[path[2]] = handler end,
}
loadfile(os.getenv("FENCE_SCRIPT"), "t", setmetatable({ core = double }, { __index = _G }))()

core.register_cli({ "harness" }, "harness", function(applet, _, spec, ...)
  servers, trace = {}, {}
  for name, weight, status in string.gmatch(spec, "([%w_]+)=(%d+):(%a+)") do
    servers[name] = setmetatable({ weight = math.tointeger(tonumber(weight)), status = status }, Server)
  end
  double.backends.shop = { servers = servers }
  local answer
  handlers.apply({ send = function(_, text) answer = text end }, nil, nil, ...)
  applet:send(answer .. table.concat(trace, "\n") .. "\n")
end)
