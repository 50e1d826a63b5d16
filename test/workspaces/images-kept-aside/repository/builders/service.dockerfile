FROM scratch
ARG SERVICE
COPY ./bin/${SERVICE} /server
ENTRYPOINT ["/server"]
