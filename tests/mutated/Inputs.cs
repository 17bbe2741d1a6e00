// SPDX-License-Identifier: MIT
//
// The harness's side: where inputs come from, and results go to.
using System.Reflection.Emit;

static class Inputs
{
	static MethodUse Method (string name, TypeName result, params TypeName [] parameters)
	{
		return new MethodUse { Owner = Library.Observer.Type, Symbol = Library.Observer.Method (name, true, result, parameters) };
	}

	static MethodUse Source (string name, TypeName type)
	{
		return Method (name, type, TypeName.I4, TypeName.I4, TypeName.I4);
	}

	public static readonly MethodUse Fill = Method ("Fill", TypeName.Void);
	static readonly MethodUse int32 = Source ("Int32", TypeName.I4), int64 = Source ("Int64", TypeName.I8), native = Source ("Native", TypeName.I),
		float32 = Source ("Float32", TypeName.R4), float64 = Source ("Float64", TypeName.R8), any = Source ("Any", TypeName.Object),
		address = Source ("Address", TypeName.I4.Pointer);
	static readonly MethodUse bytes = Method ("Bytes", TypeName.Void, TypeName.I, TypeName.I4, TypeName.I4, TypeName.I4),
		seeInt32 = Method ("See", TypeName.Void, TypeName.I4), seeInt64 = Method ("See", TypeName.Void, TypeName.I8),
		seeNative = Method ("See", TypeName.Void, TypeName.I), seeFloat32 = Method ("See", TypeName.Void, TypeName.R4),
		seeFloat64 = Method ("See", TypeName.Void, TypeName.R8), seeObject = Method ("SeeObject", TypeName.Void, TypeName.Object),
		seeReference = Method ("SeeReference", TypeName.Void, TypeName.Object),
		seeBytes = Method ("SeeBytes", TypeName.Void, TypeName.I, TypeName.I4);

	static void Source (Body body, MethodUse source, Role role, int which)
	{
		body.LoadArgument (0);
		body.Constant ((int) role);
		body.Constant (which);
		body.Op (OpCodes.Call, source);
	}

	public static void Push (Body body, TypeName type, Role role, int which)
	{
		switch (type.Element) {
		case Element.I8: Source (body, int64, role, which); break;
		case Element.I: case Element.Pointer: Source (body, native, role, which); break;
		case Element.R4: Source (body, float32, role, which); break;
		case Element.R8: Source (body, float64, role, which); break;
		case Element.Object: Source (body, any, role, which); break;
		case Element.ByRef: Source (body, address, role, which); break;
		case Element.Class: PushHolder (body, type, role, which); break;
		case Element.TypedReference:
			Source (body, address, role, which);
			body.Op (OpCodes.Mkrefany, TypeName.I4);
			break;
		case Element.Value:
			if (type.Symbol.EnumOf != null)
				goto default;
			PushStruct (body, type, role, which);
			break;
		default:
			Source (body, int32, role, which);
			if (type.Element == Element.I1)
				body.Op (OpCodes.Conv_I1);
			else if (type.Element == Element.U2)
				body.Op (OpCodes.Conv_U2);
			else if (type != TypeName.I4)
				body.Op (OpCodes.Conv_I2);
			break;
		}
	}

	static void PushHolder (Body body, TypeName type, Role role, int which)
	{
		if (role == Role.WriteTo) {
			body.Op (OpCodes.Ldnull);
		} else {
			Source (body, int32, Role.Number, which);
			body.Op (OpCodes.Newobj, new MethodUse { Owner = type, Symbol = type.Symbol.Methods [1] });
		}
	}

	static void PushStruct (Body body, TypeName type, Role role, int which)
	{
		var local = new Local (type);

		body.Address (local);
		if (type == Types.SR.Type) {
			Source (body, int64, Role.Number, which);
			body.Op (OpCodes.Stfld, new FieldUse { Owner = type, Symbol = type.Symbol.Fields [1] });
		} else if (type == Types.SF.Type || type == Types.SD.Type) {
			bool isSingle = type == Types.SF.Type;
			Source (body, isSingle ? float32 : float64, Role.Number, which);
			body.Op (OpCodes.Stfld, new FieldUse { Owner = type, Symbol = type.Symbol.Fields [0] });
			body.Address (local);
			Source (body, isSingle ? float32 : float64, Role.Number, which + 5);
			body.Op (OpCodes.Stfld, new FieldUse { Owner = type, Symbol = type.Symbol.Fields [1] });
		} else {
			body.Op (OpCodes.Conv_U);
			body.Constant (type == Types.S0.Type ? 0 : Types.SizeOf (type));
			body.LoadArgument (0);
			body.Constant (which);
			body.Op (OpCodes.Call, bytes);
		}
		body.Load (local);
	}

	/* Bytes that belong to the value; where the sign of a narrow one goes, registers decide. */
	public static void See (Body body, TypeName type, bool isObject, bool isNarrow)
	{
		if (isNarrow && type.Kind != Kind.Reference && type.Kind <= Kind.NativeInt | type.Kind == Kind.ManagedPointer) {
			body.Op (OpCodes.Conv_U4);
			body.Op (OpCodes.Call, seeInt32);
			return;
		}
		switch (type.Element) {
		case Element.Void: break;
		case Element.I8: body.Op (OpCodes.Call, seeInt64); break;
		case Element.I: case Element.Pointer: body.Op (OpCodes.Call, seeNative); break;
		case Element.ByRef:
			body.Op (OpCodes.Conv_U);
			body.Op (OpCodes.Call, seeNative);
			break;
		case Element.R4: body.Op (OpCodes.Call, seeFloat32); break;
		case Element.R8: body.Op (OpCodes.Call, seeFloat64); break;
		case Element.Object: case Element.Class: body.Op (OpCodes.Call, isObject ? seeObject : seeReference); break;
		case Element.Value:
			if (type.Symbol.EnumOf != null)
				goto default;
			var local = new Local (type);
			body.Store (local);
			body.Address (local);
			body.Op (OpCodes.Conv_U);
			if (type == Types.SR.Type) {
				body.Constant (8);
				body.Op (OpCodes.Add);
				body.Constant (8);
			} else {
				body.Constant (type == Types.S0.Type ? 0 : Types.SizeOf (type));
			}
			body.Op (OpCodes.Call, seeBytes);
			break;
		default:
			body.Op (type.Element == Element.I1 ? OpCodes.Conv_I1 : type.Element == Element.U2 ? OpCodes.Conv_U2 :
				type.Element == Element.Value ? OpCodes.Conv_I2 : OpCodes.Nop);
			body.Op (OpCodes.Call, seeInt32);
			break;
		}
	}
}
