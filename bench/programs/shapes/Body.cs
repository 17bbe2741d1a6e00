// SPDX-License-Identifier: MIT
//
// One generated method: static int Method (Data), which returns a sum.
using System;
using System.Reflection;
using System.Reflection.Emit;

class Body {
	public readonly ILGenerator IL;
	public readonly TypeBuilder Type;
	public readonly LocalBuilder Sum;

	public Body (TypeBuilder type, string name)
	{
		Type = type;
		IL = type.DefineMethod (name, MethodAttributes.Static | MethodAttributes.Public, typeof (int),
			new [] { typeof (Data) }).GetILGenerator ();
		Sum = Local (typeof (int));
	}

	public int End ()
	{
		IL.Emit (OpCodes.Ldloc, Sum);
		IL.Emit (OpCodes.Ret);
		return IL.ILOffset;
	}

	public LocalBuilder Local (Type type)
	{
		return IL.DeclareLocal (type);
	}

	public void Data ()
	{
		IL.Emit (OpCodes.Ldarg_0);
	}

	public void Field (string name)
	{
		Data ();
		IL.Emit (OpCodes.Ldfld, typeof (Data).GetField (name));
	}

	public void Number (int value)
	{
		if (value >= -1 && value <= 8)
			IL.Emit (new [] { OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3,
				OpCodes.Ldc_I4_4, OpCodes.Ldc_I4_5, OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8 } [value + 1]);
		else if (value >= -128 && value <= 127)
			IL.Emit (OpCodes.Ldc_I4_S, (sbyte) value);
		else
			IL.Emit (OpCodes.Ldc_I4, value);
	}

	// To the type of LOCAL
	public void Convert (LocalBuilder local)
	{
		IL.Emit (local.LocalType == typeof (long) ? OpCodes.Conv_I8 : OpCodes.Conv_I4);
	}

	// Adds what VALUE pushes.
	public void Add (Action value)
	{
		IL.Emit (OpCodes.Ldloc, Sum);
		value ();
		IL.Emit (OpCodes.Add);
		IL.Emit (OpCodes.Stloc, Sum);
	}

	public void Count (LocalBuilder index, int rounds, Action round)
	{
		Count (index, () => Number (rounds), round);
	}

	public void CountToField (LocalBuilder index, string limit, Action round)
	{
		Count (index, () => Field (limit), round);
	}

	void Count (LocalBuilder index, Action limit, Action round)
	{
		Label body = IL.DefineLabel (), test = IL.DefineLabel ();
		Number (0);
		IL.Emit (OpCodes.Stloc, index);
		IL.Emit (OpCodes.Br, test);
		IL.MarkLabel (body);
		round ();
		IL.Emit (OpCodes.Ldloc, index);
		Number (1);
		IL.Emit (OpCodes.Add);
		IL.Emit (OpCodes.Stloc, index);
		IL.MarkLabel (test);
		IL.Emit (OpCodes.Ldloc, index);
		limit ();
		IL.Emit (OpCodes.Blt, body);
	}
}
