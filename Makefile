# `make dev`: debug build, served on PORT. Tools come from PATH and tools/node_modules.
PORT ?= 8080
export PATH := $(CURDIR)/tools/node_modules/.bin:$(PATH)

dev:
	trunk build
	node tools/serve.mjs dist $(PORT)
